import { Autocomplete, Button, NumberInput, Select } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { api, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { condition } from "./draft";
import styles from "./recommended.module.css";

type Column = Schema<"CatalogColumn">;
const kTextSigns = [{ value: "=", label: "is" }, { value: "!=", label: "is not" }];
const kNumberSigns = [
  { value: ">", label: "is above" }, { value: ">=", label: "is at least" },
  { value: "<", label: "is below" }, { value: "<=", label: "is at most" }, { value: "=", label: "is" },
];

function TextValue({ column, value, onChange }: { column: string; value: string; onChange: (text: string) => void }) {
  const [search] = useDebouncedValue(value, 200);
  const { data } = useAsk(["values", column, search], (signal) =>
    api.GET("/v1/spaces/{space}/catalog/columns/{column}/values", {
      params: { path: { ...here, column }, query: { search: search || undefined, limit: 20 } }, signal,
    }));
  const options = [...new Set((data?.data ?? []).map((one) => one.value))];
  return (
    <Autocomplete aria-label="Value" placeholder="Value" data={options} value={value} onChange={onChange}
                  className={styles.conditionValue} filter={({ options: all }) => all} />
  );
}

// Everything of which something holds: "Category is Gift Cards", "Price is above 100". Bands of numbers have
// no attributes but themselves.
export function ConditionMaker({ of, columns, onAdd }: { of: string; columns: Column[]; onAdd: (text: string) => void }) {
  const own = columns.find(({ name }) => name === of);
  const choices = own?.type === "number" ? [own] : columns.filter(({ name }) => name !== of);
  const [picked, setPicked] = useState("");
  const [sign, setSign] = useState("");
  const [value, setValue] = useState("");
  const column = choices.find(({ name }) => name === picked) ?? choices.find(({ name }) => name === "Category") ?? choices[0];
  if (!column) return null;
  const signs = column.type === "number" ? kNumberSigns : kTextSigns;
  const chosen = signs.some((one) => one.value === sign) ? sign : signs[0].value;
  const choose = (name: string | null) => {
    setPicked(name ?? "");
    setValue("");
  };
  const add = () => {
    onAdd(condition(column.name, chosen, value));
    setValue("");
  };
  return (
    <div className={styles.condition} role="group" aria-label="Everything of which something holds">
      <span className={styles.conditionLead}>Everything whose</span>
      <Select aria-label="Column" data={choices.map(({ name }) => name)} value={column.name} allowDeselect={false}
              onChange={choose} className={styles.conditionColumn} />
      <Select aria-label="Comparison" data={signs} value={chosen} allowDeselect={false}
              onChange={(next) => setSign(next ?? "")} className={styles.conditionSign} />
      {column.type === "number"
        ? <NumberInput aria-label="Value" placeholder="Value" value={value} className={styles.conditionValue} hideControls
                       onChange={(next) => setValue(String(next))} />
        : <TextValue column={column.name} value={value} onChange={setValue} />}
      <Button variant="default" disabled={!value.trim()} onClick={add}>Leave out</Button>
    </div>
  );
}
