import { useState, type ReactNode } from "react";
import type { Schema } from "../api/client";
import { shortened } from "../words/goals";
import { percent } from "../words/numbers";
import { Picture, webAddress } from "./Picture";
import styles from "./items.module.css";

export type Item = Schema<"ItemCard">;
export interface Listed {
  value: string;
  probability: number;
  reasons: string[];
  item: Item;
}

const kLongest = 200;

// A value by what people call it; the value itself beside it when that is something else.
export function ItemName({ item, value }: { item: Item; value: string }) {
  const link = webAddress(item.link);
  const name = item.name ?? value;
  const more = [name === value ? "" : value, item.price === undefined ? "" : String(item.price)].filter(Boolean).map((text) => shortened(text));
  const shown = shortened(name, kLongest);
  return (
    <span className={styles.name}>
      <bdi>{link ? <a href={link} target="_blank" rel="noreferrer noopener">{shown}</a> : shown}</bdi>
      {more.length > 0 && <span className={styles.more}><bdi>{more.join(" · ")}</bdi></span>}
    </span>
  );
}

// What is said of every value alike tells them not apart.
export function telling(values: Listed[]): Listed[] {
  if (values.length < 2) return values;
  const isCommon = (reason: string) => values.every(({ reasons }) => reasons.includes(reason));
  return values.map((one) => ({ ...one, reasons: one.reasons.filter((reason) => !isCommon(reason)) }));
}

// What somebody is most likely to want, the likeliest first: picture, name, how likely, why.
export function ItemList({ values, label, empty, shown }: {
  values: Listed[];
  label: string;
  empty: ReactNode;
  shown?: number;  // the first ones; the rest on demand
}) {
  const [is_all, setAll] = useState(false);
  if (values.length === 0) return <p className={styles.none}>{empty}</p>;
  const has_pictures = values.some(({ item }) => item.image || item.name);
  const told = telling(values);
  const first = is_all || !shown ? told : told.slice(0, shown);
  return (
    <>
      <ol className={styles.list} aria-label={label}>
        {first.map(({ value, probability, reasons, item }) => (
          <li key={value}>
            {has_pictures && <Picture address={webAddress(item.image)} name={item.name ?? value} />}
            <span className={styles.what}>
              <ItemName item={item} value={value} />
              {reasons.length > 0 && <span className={styles.why}>{reasons.join(" · ")}</span>}
            </span>
            <span className={styles.chance}>{percent(probability)}</span>
          </li>
        ))}
      </ol>
      {first.length < values.length && (
        <button type="button" className={styles.all} onClick={() => setAll(true)}>Show all {values.length}</button>
      )}
    </>
  );
}
