import type { Schema } from "../../api/client";
import { Facts, Notice, Section } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { count, percent, plural, times } from "../../words/numbers";
import { Calibration } from "./Calibration";
import { Gains } from "./Gains";

const kFewValues = 3;
const kFewConversions = 100;
const kOurs = "Likely";
const inHundred = (auc: number) => `${Math.round(auc * 100)} of 100`;

// What the simple rules do, in words.
export const kRules: Record<string, string> = {
  "active people": "whoever is most active, in anything",
  "touched before, newest first": "whoever touched it, the most recent first",
  "decayed own count": "whoever touched it most, old touches counting less",
  "own active days": "whoever touched it on most days",
};

// Everything the backtest says of one column.
export function Tested({ column }: { column: Schema<"ColumnBacktest"> }) {
  if (column.values === 0 || column.gains.length === 0) {
    return (
      <Section title="Too thin to judge">
        <p>In the days of the test there were {plural(column.conversions, "conversion")}, but no value of {column.column} had the{" "}
          {count(column.least_conversions)} it takes to be judged. Probabilities are still given, and say that their evidence is
          weak. A longer horizon, or a goal that happens more often, gives more to judge by.</p>
      </Section>
    );
  }
  const ours = column.methods.find(({ name }) => name === kOurs);
  const best = column.methods.find(({ name }) => name === column.best_rule);
  const is_thin = column.low_data || column.values < kFewValues || column.conversions < kFewConversions;
  return (
    <>
      {is_thin && (
        <Notice>This is a hint, not a proof: only {plural(column.values, "value")} of {column.column} had at least{" "}
          {count(column.least_conversions)} conversions in the days of the test.</Notice>
      )}
      <Section title="Whom it would have found"
               note="Everybody is put in order, the likeliest first, by what was known before the test. How many of those who then did it are at the top?">
        <Gains gains={column.gains} rule={kRules[column.best_rule] ?? column.best_rule} />
        {ours && best && (
          <Facts facts={[
            { what: "Found in the likeliest 5 %", value: percent(ours.recall.top5), note: `best simple rule: ${percent(best.recall.top5)}` },
            { what: "Against picking at random", value: times(ours.lift.top5), note: "as many, in the likeliest 5 %" },
            { what: "Puts the right one first", value: inHundred(ours.auc), note: "pairs of one who did it and one who did not (AUC)" },
            { what: "Judged by", value: plural(column.values, "value"), note: `${plural(column.conversions, "conversion")} of ${plural(column.customers, "person", "people")}` },
          ]} />
        )}
      </Section>
      <Section title="Whether its numbers come true"
               note={`Probabilities add up to expectations. These are the expectations for the ${plural(column.known_values, "value")} that were known, against what happened.`}>
        <Calibration points={column.calibration} />
      </Section>
      <Section title="Beside simple rules" note="What you could do without a model, judged on the same people and days.">
        <Table caption="Shares found of those who did it" rows={column.methods} keyOf={({ name }) => name} columns={[
          { head: "Ordered by", cell: ({ name }) => (name === kOurs ? <strong>Likely</strong> : kRules[name] ?? name) },
          { head: "In 1 %", align: "right", cell: ({ recall }) => percent(recall.top1) },
          { head: "In 5 %", align: "right", cell: ({ recall }) => percent(recall.top5) },
          { head: "In 10 %", align: "right", cell: ({ recall }) => percent(recall.top10) },
          { head: "In 20 %", align: "right", cell: ({ recall }) => percent(recall.top20) },
          { head: "AUC", align: "right", cell: ({ auc }) => auc.toFixed(3) },
          { head: "In lists of ten", align: "right", cell: ({ recall10 }) => percent(recall10) },
        ]} />
      </Section>
      <Section title="Again, and for the first time"
               note="Who did a thing before often does it again. Finding who will do it for the first time is harder.">
        <Table caption="Of 100 pairs, how many are put the right way round"
               rows={[{ what: "Had touched it before", ...column.repeat }, { what: "Had never touched it", ...column.explore }]}
               keyOf={({ what }) => what} columns={[
          { head: "People who", cell: ({ what }) => what },
          { head: "Conversions", align: "right", cell: ({ conversions }) => count(conversions) },
          { head: "Likely", align: "right", cell: ({ values, auc }) => (values ? Math.round(auc * 100) : "too few") },
          { head: "Best rule", align: "right", cell: ({ values, rule_auc }) => (values ? Math.round(rule_auc * 100) : "too few") },
        ]} />
      </Section>
    </>
  );
}
