import { useState } from "react";
import { api, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import { Section } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { shortened } from "../../words/goals";
import { ago } from "../../words/times";
import styles from "./profiles.module.css";

const kMost = 200;
interface Trait {
  value: unknown;
  source_id: string;
  updated_at: string;
}

const kLongest = 500;

function LongText({ text: all }: { text: string }) {
  const [is_all, setAll] = useState(false);
  return (
    <span className={styles.value}>
      <bdi>{is_all ? all : all.slice(0, kLongest)}</bdi>
      {all.length > kLongest && !is_all && <button type="button" className={styles.rawSwitch} onClick={() => setAll(true)}>… show all of it</button>}
    </span>
  );
}

const text = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

// What identify calls said of a person: names, plans, addresses.
export function Given({ id }: { id: string }) {
  const { data } = useAsk(["given", id], (signal) =>
    api.GET("/v1/spaces/{space}/collections/{collection}/profiles/{profile}/traits", {
      params: { path: { ...here, collection: "users", profile: id }, query: { class: "custom_trait", verbose: "true", limit: kMost } }, signal,
    }));
  const traits = Object.entries((data?.traits ?? {}) as Record<string, Trait>);
  if (traits.length === 0) return null;
  return (
    <Section title="Traits" note="What identify calls said of this person, the latest of each.">
      <Table caption="Traits of this person" rows={traits} keyOf={([key]) => key} columns={[
        { head: "Trait", cell: ([key]) => <bdi title={key}>{shortened(key)}</bdi> },
        { head: "Value", cell: ([, { value }]) => <LongText text={text(value)} /> },
        { head: "Said", cell: ([, { updated_at }]) => ago(updated_at) },
      ]} />
    </Section>
  );
}
