import { Autocomplete, SegmentedControl, Select, TextInput } from "@mantine/core";
import type { Schema } from "../../api/client";
import { Notice } from "../../parts/Page";
import styles from "./import.module.css";
import type { Columns, Role } from "./suggest";

const kUsualEvents = ["Order Completed", "Product Viewed", "Product Added", "Product Added to Wishlist", "Product Clicked", "Article Read"];

// What is typed, and no column.
const kTexts = ["event_name", "time_format"];

interface ChoicesProps {
  columns: string[];
  chosen: Columns;
  problem: Schema<"ImportProblem"> | null;
  refused: Schema<"PreviewDiscard">[];
  onChange: (next: Columns) => void;
}

// Which column says who, what and when. A column plays one part.
export function Choices({ columns, chosen, problem, refused, onChange }: ChoicesProps) {
  const is_same = chosen.event_name !== undefined || chosen.event === undefined;
  const set = (role: Role, value: string | null | undefined) => onChange({ ...chosen, [role]: value || undefined });
  const take = (role: Role, column: string | null) => onChange({
    ...Object.fromEntries(Object.entries(chosen).filter(([other, name]) => kTexts.includes(other) || name !== column)),
    [role]: column ?? undefined,
  });
  const error = (role: Role) => (problem?.field === role ? problem.message.split("; the columns are")[0] : undefined);
  const select = (role: Role, label: string, description: string, is_optional = true) => (
    <Select label={label} description={description} placeholder={is_optional ? "none" : "Choose a column"} data={columns} searchable
            clearable={is_optional} value={chosen[role] ?? null} error={error(role)} comboboxProps={{ keepMounted: false }}
            clearButtonProps={{ "aria-label": `No column for: ${label}` }} onChange={(column) => take(role, column)} />
  );
  const properties = columns.filter((name) => !Object.values(chosen).includes(name));
  const no_time = refused.some(({ reason }) => reason === "bad_timestamp");
  const setKind = (kind: string) => onChange(kind === "same"
    ? { ...chosen, event: undefined, event_name: chosen.event_name ?? "Order Completed" }
    : { ...chosen, event_name: undefined, event: properties.find((name) => /event|action|type/i.test(name)) ?? properties[0] });
  return (
    <div className={styles.choices}>
      <fieldset className={styles.part}>
        <legend>Who</legend>
        {select("user_id", "Customer", "An id that stays: the customer number.")}
        {select("email", "Email", "Names the person, too.")}
        {select("anonymous_id", "Visitor", "The id of somebody who is not known yet.")}
      </fieldset>
      <fieldset className={styles.part}>
        <legend>What</legend>
        <SegmentedControl fullWidth aria-label="What happened" value={is_same ? "same" : "column"} onChange={setKind}
                          data={[{ value: "same", label: "All rows are the same" }, { value: "column", label: "A column says it" }]} />
        {is_same ? (
          <Autocomplete label="Event" comboboxProps={{ keepMounted: false }} description="What every row of this file is." data={kUsualEvents} value={chosen.event_name ?? ""}
                        error={error("event_name") ?? error("event")} onChange={(name) => set("event_name", name)} />
        ) : select("event", "Column of the event", "Its cells name what happened.", false)}
      </fieldset>
      <fieldset className={styles.part}>
        <legend>When</legend>
        {select("time", "Time", "ISO 8601 or seconds since 1970 are read as they are.", false)}
        {(no_time || chosen.time_format) && (
          <TextInput label="Form of the time" placeholder="%d/%m/%Y %H:%M" value={chosen.time_format ?? ""}
                     description="%d day, %m month, %Y year, %H hour, %M minute, %S second."
                     onChange={(event) => set("time_format", event.currentTarget.value)} />
        )}
      </fieldset>
      <div className={styles.properties}>
        {properties.length > 0
          ? <p>Kept as properties of each event: <span>{properties.slice(0, 30).join(", ")}{properties.length > 30 && ` and ${properties.length - 30} more`}</span>.</p>
          : <p>No column is left for properties: nothing says what the events are about.</p>}
        {problem && !["user_id", "anonymous_id", "email", "event", "event_name", "time"].includes(problem.field) && <Notice>{problem.message}</Notice>}
      </div>
    </div>
  );
}
