import { Button } from "@mantine/core";
import { Notice } from "../../parts/Page";
import { shortened } from "../../words/goals";
import { count, plural } from "../../words/numbers";
import { date } from "../../words/times";
import { useValues, type CatalogColumn } from "./ask";
import styles from "./audiences.module.css";
import { BandPicker } from "./BandPicker";
import { Choices } from "./Choices";
import type { Draft } from "./draft";
import { ValuePicker } from "./ValuePicker";

const kMostMeant = 3;

const holds = ({ type, values, interactions }: CatalogColumn) =>
  (type === "number" ? `numbers, ${plural(interactions, "interaction")}` : plural(values, "value"));

// What is known of the value that was chosen: how often it was seen, or what may have been meant.
function Known({ column, value, onChange }: { column: CatalogColumn; value: string; onChange: (value: string) => void }) {
  const { first, rows, isPlaceholderData } = useValues(column.name, value);
  if (!first || isPlaceholderData) return <p className={styles.known}> </p>;
  const row = rows?.find((seen) => seen.value === value);
  if (first.known || row) {
    return (
      <p className={styles.known}>
        {row ? `Seen in ${plural(row.interactions, "interaction")}${row.last ? `, last on ${date(row.last)}` : ""}.` : "Seen before."}
      </p>
    );
  }
  const meant = first.similar.slice(0, kMostMeant);
  return (
    <Notice>
      <p>“{shortened(value, 200)}” was not seen yet. Values are case sensitive, to the letter.</p>
      {meant.length > 0 ? (
        <p className={styles.meant}>
          Did you mean{" "}
          {meant.map((other) => (
            <Button key={other} size="compact-sm" variant="default" title={other} onClick={() => onChange(other)}>{shortened(other, 80)}</Button>
          ))}
        </p>
      ) : (
        <p>You can ask for it all the same: people are then ranked by their interest in new things.</p>
      )}
    </Notice>
  );
}

// Step one: a property, and the value of it that people shall want.
export function TargetStep({ columns, draft, set }: {
  columns: CatalogColumn[];
  draft: Draft;
  set: (change: Partial<Draft>) => void;
}) {
  const column = columns.find(({ name }) => name === draft.column);
  const setValue = (value: string) => set({ value, name: undefined });
  return (
    <>
      <Choices label="Property" chosen={draft.column}
               choose={(name) => name !== draft.column && set({ column: name, value: "", name: undefined })}
               choices={columns.map((one) => ({ value: one.name, text: shortened(one.name), note: holds(one) }))} />
      {draft.column && !column && (
        <Notice>The catalog has no property “{shortened(draft.column)}” any more. Choose another.</Notice>
      )}
      {column && (
        <div className={styles.target} key={column.name}>
          <ValuePicker column={column} value={draft.value} onChange={setValue}
                       label={column.type === "number" ? "Band of numbers" : `Value (${count(column.values)} were seen)`} />
          {column.type === "number" && <BandPicker key={draft.value} value={draft.value} onChange={setValue} />}
          {column.type === "text" && draft.value && <Known column={column} value={draft.value} onChange={setValue} />}
        </div>
      )}
    </>
  );
}
