import { Radio } from "@mantine/core";
import type { Schema } from "../../api/client";
import { count } from "../../words/numbers";
import { several } from "./draft";
import styles from "./recommended.module.css";

type Column = Schema<"CatalogColumn">;
const kTellingRate = 3;  // interactions a value

const kMeanings: Record<string, string> = {
  Product: "Single products, by their key: the usual choice for “you may also like”.",
  "Product Name": "Products by name: those that share a name count as one.",
  Brand: "Brands, for a row of brands or the tone of a mailing.",
  Category: "Categories: which part of the range to open with.",
  Price: "Price bands: what they are likely to spend on one thing.",
};

function meaning({ name, type }: Column): string {
  return kMeanings[name] ?? (type === "number" ? `Bands of ${name}.` : `The ${several(name)} they are most likely to choose.`);
}

function amounts({ type, values, interactions }: Column): string {
  if (type === "number") return `at most 12 bands · ${count(interactions)} interactions`;
  return `${count(values)} values · ${count(interactions)} interactions`;
}

const isThin = ({ type, values, interactions }: Column) => type === "text" && interactions < values * kTellingRate;

export function ColumnChoice({ columns, value, onChange, error }: {
  columns: Column[];
  value: string;
  onChange: (column: string) => void;
  error?: string;
}) {
  return (
    <Radio.Group value={value} onChange={onChange} error={error} aria-label="What is recommended">
      <div className={styles.choices}>
        {columns.map((column) => (
          <Radio key={column.name} value={column.name} label={column.name} description={
            <>
              {isThin(column) ? "Nearly every interaction has a value of its own: little can be learned from it." : meaning(column)}
              {" "}<span className={styles.amounts}>{amounts(column)}</span>
            </>
          } />
        ))}
      </div>
    </Radio.Group>
  );
}
