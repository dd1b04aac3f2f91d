import type { Schema } from "../../api/client";
import { Section, Tag } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { count, percent } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import styles from "./quality.module.css";

type Quality = Schema<"ColumnQuality">;
interface Measured {
  model: string;
  ended_at: string;
  quality: Quality;
}

function measuredOf(history: Schema<"TrainedModel">[], column: string): Measured[] {
  return history.flatMap(({ model, ended_at, columns }) => {
    const found = (columns as { name?: string; quality?: Quality }[]).find(({ name }) => name === column);
    return found?.quality ? [{ model, ended_at, quality: found.quality }] : [];
  });
}

const kLevels = {
  right: { tone: "good", text: "in line" },
  too_high: { tone: "mark", text: "expected too much" },
  too_low: { tone: "mark", text: "expected too little" },
} as const;

// How each training measured itself on the newest closed window before it learned that: what slides shows here.
export function Drift({ column, history }: { column: Schema<"ColumnOnPast">; history: Schema<"TrainedModel">[] }) {
  const { quality } = column;
  const level = kLevels[column.level];
  const measured = measuredOf(history, column.name);
  return (
    <Section title="Whether it holds"
             note="Each training first measures itself on the newest days, which it had not seen yet. Numbers that slide from training to training mean that people have changed.">
      {quality.values === 0
        ? <p className={styles.words}>The newest days held too few conversions for a training of {column.name} to measure itself by. From one season to the next, sums have been
          off by about {percent(column.spread.common)}; intervals take that in.</p>
        : <p className={styles.words}>
          On its newest days the serving model is <Tag tone={level.tone}>{level.text}</Tag>
          {quality.expected_over_actual > 0 && <>: {percent(quality.expected_over_actual)} of what happened was expected</>}. From one season to the
          next, sums have been off by about {percent(column.spread.common)}; intervals take that in.
        </p>}
      {measured.some((one) => one.quality.values > 0) && (
        <Table caption="Trainings, newest first" rows={measured} keyOf={({ model, ended_at }) => model + ended_at} columns={[
          { head: "Trained", cell: ({ ended_at }) => <span title={exact(ended_at)}>{ago(ended_at)}</span> },
          { head: "Model", cell: ({ model }) => model },
          { head: "Values judged", align: "right", cell: (one) => count(one.quality.values) },
          { head: "Found in 5 %", align: "right", cell: (one) => (one.quality.values ? percent(one.quality.recall_top5) : "too few") },
          { head: "Found in 20 %", align: "right", cell: (one) => (one.quality.values ? percent(one.quality.recall_top20) : "too few") },
          { head: "AUC", align: "right", cell: (one) => (one.quality.values ? one.quality.auc.toFixed(3) : "too few") },
          { head: "Expected of what happened", align: "right", cell: (one) => (one.quality.expected_over_actual > 0 ? percent(one.quality.expected_over_actual) : "too few") },
        ]} />
      )}
    </Section>
  );
}
