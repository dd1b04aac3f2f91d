import { Button, Group, Modal, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState } from "react";
import { plural } from "../../words/numbers";
import type { Shape } from "./Grid";
import { columnNameOf, kProduct, leafOf, pathOf, type Column, type Draft } from "./mapping";
import { samplesOf } from "./PropertyPicker";
import styles from "./catalog.module.css";

interface Candidate {
  leaf: string;
  events: number;
  numeric: boolean;
  samples: string;
}

// Properties that no column shows yet, by their last name, those of most events first.
function candidatesOf(draft: Draft, shapes: Map<string, Shape>): Candidate[] {
  const found = new Map<string, Candidate>();
  for (const rule of draft.rules) {
    if (rule.is_search) continue;
    const used = new Set([rule.key, rule.quantity, ...draft.columns.map(({ name }) => pathOf(rule, name))]);
    for (const property of shapes.get(rule.event)?.properties ?? []) {
      if (used.has(property.path)) continue;
      const leaf = leafOf(property.path);
      const before = found.get(leaf);
      const numeric = property.cells > 0 && property.numbers === property.cells;
      found.set(leaf, { leaf, events: (before?.events ?? 0) + 1, numeric: numeric && (before?.numeric ?? true),
        samples: before?.samples || samplesOf(property) });
    }
  }
  return [...found.values()].sort((a, b) => b.events - a.events);
}

// A further column: a property is looked for in every event, or each event's is chosen in the grid.
export function AddColumn({ draft, shapes, disabled, add }: {
  draft: Draft;
  shapes: Map<string, Shape>;
  disabled: boolean;
  add: (column: Column, leaf: string) => void;
}) {
  const [is_open, { open, close }] = useDisclosure(false);
  const [leaf, setLeaf] = useState<string | null>(null);
  const [name, setName] = useState("");
  const [type, setType] = useState<Column["type"]>("text");
  const candidates = candidatesOf(draft, shapes);
  const chosen = candidates.find((one) => one.leaf === leaf);
  const is_taken = name.trim() === kProduct || draft.columns.some((column) => column.name === name.trim());
  const start = () => {
    setLeaf(null);
    setName("");
    setType("text");
    open();
  };
  return (
    <>
      <Button size="compact-sm" variant="default" disabled={disabled} onClick={start}>Add column</Button>
      <Modal opened={is_open} onClose={close} title="Add a column" centered closeButtonProps={{ "aria-label": "Close" }}>
        <form className={styles.addForm} onSubmit={(event) => {
          event.preventDefault();
          if (!name.trim() || is_taken) return;
          add({ name: name.trim(), type }, leaf ?? "");
          close();
        }}>
          <p>A column is what people can be targeted by: a colour, a store, an author.</p>
          <Select label="From the property" description="It is taken from every event that has it." searchable clearable data-autofocus
                  placeholder="Choose one" nothingFoundMessage="No property like that is left."
                  value={leaf} data={candidates.map((one) => one.leaf)} onChange={(value) => {
                    setLeaf(value);
                    if (value !== null) setName(columnNameOf(value));
                    setType(candidates.find((one) => one.leaf === value)?.numeric ? "number" : "text");
                  }}
                  renderOption={({ option }) => {
                    const one = candidates.find((candidate) => candidate.leaf === option.value);
                    return <span className={styles.option}><bdi>{option.value}</bdi><bdi className={styles.optionSamples}>{one?.samples}</bdi></span>;
                  }} />
          {chosen && <p className={styles.soft}>On {plural(chosen.events, "event")}: <bdi>{chosen.samples}</bdi></p>}
          <TextInput label="Name" required withAsterisk={false} value={name} maxLength={200} onChange={(event) => setName(event.currentTarget.value)}
                     error={is_taken && name ? "There is a column of that name." : undefined} />
          <div>
            <span className={styles.moreLabel} id="column-type">Its values are</span>
            <SegmentedControl size="sm" aria-labelledby="column-type" value={type} onChange={(value) => setType(value as Column["type"])}
                              data={[{ value: "text", label: "Text" }, { value: "number", label: "Numbers" }]} />
          </div>
          <Group justify="flex-end">
            <Button variant="default" onClick={close}>Cancel</Button>
            <Button type="submit">Add the column</Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
