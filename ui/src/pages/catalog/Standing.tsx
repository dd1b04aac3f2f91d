import type { Schema } from "../../api/client";
import { Answer, Notice } from "../../parts/Page";
import { plural } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import type { Coverage } from "./Grid";
import type { Draft } from "./mapping";

const named = (names: string[]) => (names.length > 2 ? plural(names.length, "kind of event", "kinds of events") : names.join(" and "));

// How things stand: what is suggested, or what is saved.
export function Standing({ catalog, suggestion, draft, coverage }: {
  catalog: Schema<"Catalog"> | null;
  suggestion: Schema<"Suggestion"> | null;
  draft: Draft;
  coverage: Map<string, Coverage>;
}) {
  if (catalog) {
    const goals = catalog.rules.filter(({ goal }) => goal).map(({ event }) => event);
    return (
      <Answer note={<>Version {catalog.version}, saved <span title={exact(catalog.created_at)}>{ago(catalog.created_at)}</span>. New events are
        mapped as they come.</>}>
        <strong>{plural(catalog.interactions, "interaction")}</strong> from {plural(catalog.rules.length, "kind of event", "kinds of events")}.
        {goals.length > 0 && <> We predict <strong><bdi>{named(goals)}</bdi></strong>.</>}
      </Answer>
    );
  }
  if (!suggestion) {
    return (
      <Notice>No event names a product by itself, so nothing can be suggested. Choose the events that show interest, and for each
        the property that says which product it was.</Notice>
    );
  }
  const goals = draft.rules.filter(({ event, goal }) => goal ?? coverage.get(event)?.goal).map(({ event }) => event);
  return (
    <Answer note="This is a suggestion, made from your events. Look it over, or save it as it is; everything can be changed later.">
      <strong>{plural(draft.rules.length, "kind of event", "kinds of events")}</strong> show{draft.rules.length === 1 ? "s" : ""} interest in your
      products.{goals.length > 0 && <> <strong><bdi>{named(goals)}</bdi></strong> is what we would predict.</>}
    </Answer>
  );
}
