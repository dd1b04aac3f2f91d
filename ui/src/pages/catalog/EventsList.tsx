import { Button, Checkbox, TextInput } from "@mantine/core";
import { useState } from "react";
import type { Schema } from "../../api/client";
import { Tag } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { count, percent } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import type { Coverage } from "./Grid";
import { kMostEvents, shortPath, type Draft, type Rule } from "./mapping";
import styles from "./catalog.module.css";

const kShown = 12;

export interface SeenEvent {
  event: string;
  count: number;
  last: string;
}

// Of one name, whatever kind of call it came as; calls without a name (identify) are no interactions.
export function seenByName(rows: Schema<"EventCount">[]): SeenEvent[] {
  const seen = new Map<string, SeenEvent>();
  for (const { event, count: many, last } of rows) {
    if (!event) continue;
    const before = seen.get(event);
    seen.set(event, { event, count: many + (before?.count ?? 0), last: before && before.last > last ? before.last : last });
  }
  return [...seen.values()].sort((a, b) => b.count - a.count);
}

// Why an event is one of the interactions, or is not.
function Why({ rule, coverage, left_out }: { rule?: Rule; coverage?: Coverage; left_out?: string }) {
  if (!rule) return <span className={styles.soft}>{left_out ? `Not suggested: ${left_out}` : "Not used"}</span>;
  const on = coverage && coverage.events > 0 ? ` on ${percent(1 - coverage.without_key / coverage.events)}` : "";
  const goal = rule.goal ?? coverage?.goal;
  return (
    <>
      {rule.is_search ? <>A search: its words feed the columns</>
        : rule.key ? <>Names a product{on}, by <bdi>{shortPath(rule.key)}</bdi></> : <>Choose below what names the product</>}
      {rule.removes && <>; takes interest back</>}
      {goal && !rule.is_search && <> <Tag tone="good">goal</Tag></>}
    </>
  );
}

// The events that really came; a tick makes one an interaction event.
export function EventsList({ seen, draft, coverage, left_out, may, toggle, busy }: {
  seen: SeenEvent[];
  draft: Draft;
  coverage: Map<string, Coverage>;
  left_out: Map<string, string>;
  may: boolean;
  toggle: (event: string, chosen: boolean) => void;
  busy: string | null;
}) {
  const [search, setSearch] = useState("");
  const [all, setAll] = useState(false);
  const rules = new Map(draft.rules.map((rule) => [rule.event, rule]));
  const is_full = rules.size >= kMostEvents;
  const gone = draft.rules.filter((rule) => !seen.some(({ event }) => event === rule.event))
    .map(({ event }): SeenEvent => ({ event, count: 0, last: "" }));
  const everything = [...seen, ...gone];
  const wanted = search.trim().toLowerCase();
  const rows = everything.filter(({ event }, at) =>
    wanted ? event.toLowerCase().includes(wanted) : all || at < kShown || rules.has(event));
  const why = (event: string) => <Why rule={rules.get(event)} coverage={coverage.get(event)} left_out={left_out.get(event)} />;
  return (
    <>
      {everything.length > kShown && (
        <TextInput className={styles.find} label="Find an event" value={search} onChange={(event) => setSearch(event.currentTarget.value)} />
      )}
      <Table caption="Events that came" rows={rows} keyOf={({ event }) => event} columns={[
        { head: "Event", cell: ({ event }) => (<>
          <Checkbox checked={rules.has(event)} disabled={!may || busy !== null || (is_full && !rules.has(event))} label={<bdi>{event}</bdi>}
                    classNames={{ label: styles.eventLabel }} onChange={(change) => toggle(event, change.currentTarget.checked)} />
          <div className={styles.narrow}>{why(event)}</div>
        </>) },
        { head: "Came", align: "right", cell: (row) => (row.count ? `${count(row.count)} ×` : "never") },
        { head: "Last", cell: ({ last }) => last && <span className={styles.when} title={exact(last)}>{ago(last)}</span> },
        { head: <span className={styles.wide}>As an interaction</span>, cell: ({ event }) => <div className={styles.wide}>{why(event)}</div> },
      ]} />
      {!all && !wanted && rows.length < everything.length && (
        <Button mt="sm" size="sm" variant="default" onClick={() => setAll(true)}>Show all {count(everything.length)} events</Button>
      )}
      {is_full && <p className={styles.soft}>{kMostEvents} are the most; leave one out to choose another.</p>}
    </>
  );
}
