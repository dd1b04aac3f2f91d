import { Checkbox, Select } from "@mantine/core";
import type { ReactNode } from "react";
import type { Schema } from "../../api/client";
import { ConditionMaker } from "./ConditionMaker";
import { conditionInWords, readDone, writeDone, type Draft } from "./draft";
import { Chosen, ValuePicker } from "./ValuePicker";
import styles from "./recommended.module.css";

const kBought = "purchased";
const kSpans = [
  { value: "", label: "ever" },
  { value: "7", label: "in the last 7 days" },
  { value: "30", label: "in the last 30 days" },
  { value: "90", label: "in the last 90 days" },
  { value: "365", label: "in the last year" },
];

interface Deed {
  event: string;
  label: string;
}

// What can be done with a product, by the catalog: goals first, as one; nothing that takes back.
function deedsOf(catalog: Schema<"Catalog">): Deed[] {
  const rules = (catalog.mapping.interaction ?? []) as { event: string; effect?: string; query?: string; key?: string }[];
  const is_left = (event: string) => rules.some((rule) => rule.event === event && (rule.effect === "removes" || !rule.key));
  const kept = catalog.rules.filter(({ event }) => !is_left(event));
  const goals = kept.filter(({ goal }) => goal).map(({ event }) => event);
  return [
    ...(goals.length > 0 ? [{ event: kBought, label: `${goals.join(" or ")} (a goal)` }] : []),
    ...kept.filter(({ goal }) => !goal).map(({ event }) => ({ event, label: event })),
  ];
}

function DeedLine({ deed, days, onChange }: {
  deed: Deed;
  days: number | null | undefined;  // undefined: not left out
  onChange: (text: string | undefined) => void;
}) {
  const spans = days && !kSpans.some(({ value }) => value === String(days))
    ? [...kSpans, { value: String(days), label: `in the last ${days} days` }] : kSpans;
  return (
    <li>
      <Checkbox label={deed.label} checked={days !== undefined}
                onChange={(event) => onChange(event.currentTarget.checked ? deed.event : undefined)} />
      {days !== undefined && (
        <Select size="xs" data={spans} value={days === null ? "" : String(days)} allowDeselect={false}
                aria-label={`${deed.label}: since when`} className={styles.span}
                onChange={(span) => onChange(writeDone({ event: deed.event, days: span ? Number(span) : null }))} />
      )}
    </li>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return <fieldset className={styles.part}><legend>{title}</legend>{children}</fieldset>;
}

// What nobody gets, and what only those do not get who have it already.
export function Exclusions({ draft, change, catalog, columns }: {
  draft: Draft;
  change: (part: Partial<Draft>) => void;
  catalog: Schema<"Catalog"> | undefined;
  columns: Schema<"CatalogColumn">[];
}) {
  const done = draft.done.map(readDone);
  const without = (list: string[], text: string) => list.filter((one) => one !== text);
  const column = columns.find(({ name }) => name === draft.column);
  return (
    <>
      <Part title="For each person, leave out what they have already">
        <ul className={styles.deeds}>
          {(catalog ? deedsOf(catalog) : []).map((deed) => (
            <DeedLine key={deed.event} deed={deed} days={done.find(({ event }) => event === deed.event)?.days}
                      onChange={(text) => change({
                        done: [...draft.done.filter((one) => readDone(one).event !== deed.event), ...(text ? [text] : [])],
                      })} />
          ))}
        </ul>
      </Part>
      <Part title="For everybody, leave out">
        {column?.type === "text" && (
          <>
            <ValuePicker column={draft.column} chosen={draft.values} label={`Single values of ${draft.column}`}
                         onAdd={(value) => change({ values: [...draft.values, value] })} />
            <Chosen label="Values left out" texts={draft.values}
                    onRemove={(text) => change({ values: without(draft.values, text) })} />
          </>
        )}
        <ConditionMaker of={draft.column} columns={columns} onAdd={(text) => change({ where: [...without(draft.where, text), text] })} />
        <Chosen label="Conditions by which things are left out" texts={draft.where} words={conditionInWords}
                onRemove={(text) => change({ where: without(draft.where, text) })} />
      </Part>
    </>
  );
}
