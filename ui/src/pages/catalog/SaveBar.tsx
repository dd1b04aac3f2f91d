import { Button } from "@mantine/core";
import { Trouble } from "../../parts/Trouble";
import { plural } from "../../words/numbers";
import { isComplete, type Draft } from "./mapping";
import styles from "./catalog.module.css";

// What stands, and the one thing to do: always in sight.
export function SaveBar({ draft, is_first, is_changed, problem, error, is_busy, is_read, save, discard }: {
  draft: Draft;
  is_first: boolean;
  is_changed: boolean;
  problem: string | null;
  error: unknown;
  is_busy: boolean;
  is_read: boolean;
  save: () => void;
  discard: () => void;
}) {
  const open = draft.rules.find((rule) => !isComplete(rule));
  const mapped = new Set(draft.rules.flatMap((rule) => (rule.is_search ? [] : rule.columns.map(({ column }) => column))));
  const what = `${plural(draft.rules.length, "event")}, ${plural(mapped.size + 1, "column")}`;
  const words = is_busy ? `${what}. Being saved.` : draft.rules.length === 0 ? "Choose at least one event."
    : open ? `“${open.event}” still needs ${open.is_search ? "the property with the words" : "the property that names the product"}.`
      : problem ? "The text cannot be read yet."
        : is_changed || is_first ? `${what}. Not saved yet.` : `${what}. Everything is saved.`;
  return (
    <div className={styles.bar}>
      <Trouble error={error} />
      <div className={styles.barRow}>
        <p className={styles.barWords} aria-live="polite">{words}</p>
        {is_changed && <Button variant="default" disabled={is_busy} onClick={discard}>Discard changes</Button>}
        <Button loading={is_busy} disabled={draft.rules.length === 0 || !!open || !!problem || !is_read || !(is_changed || is_first)} onClick={save}>
          Save and learn
        </Button>
      </div>
    </div>
  );
}
