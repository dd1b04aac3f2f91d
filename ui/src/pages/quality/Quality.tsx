import { Button, Tabs } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { Link, useSearchParams } from "react-router";
import { useMay } from "../../app/me";
import { api, ask, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useUnfinished } from "../../api/runs";
import { Answer, EmptyState, Notice, Page, PageLink } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { Awaited, Trouble } from "../../parts/Trouble";
import { count, plural } from "../../words/numbers";
import { ago, date, exact } from "../../words/times";
import { Drift } from "./Drift";
import { Learn } from "./Learn";
import { Models } from "./Models";
import { Tested } from "./Tested";
import styles from "./quality.module.css";

const kCatalogChanged = /^the catalog has changed/;

// How good the predictions would have been on the own past.
export function Quality() {
  const asked = useAsk(["quality"], (signal) => api.GET("/v1/spaces/{space}/quality", { params: { path: here }, signal }));
  return (
    <Page title="Quality" lead="How good the predictions would have been on your own past, beside the simple rules you could use instead.">
      <Awaited asked={asked} lines={8}>
        {(quality) => (quality.model ? <Judged quality={quality} model={quality.model} /> : <Unlearned />)}
      </Awaited>
    </Page>
  );
}

function Unlearned() {
  const may = useMay("marketer");
  const going = useUnfinished(["train"]).data?.id;
  const status = useAsk(["status"], (signal) => api.GET("/v1/spaces/{space}/status", { params: { path: here }, signal }));
  const learn = useMutation({ mutationFn: () => ask(api.POST("/v1/spaces/{space}/models", { params: { path: here }, body: {} })) });
  const run = learn.data?.id ?? going;
  const is_mapped = (status.data?.values ?? 0) > 0;
  return (
    <>
      <EmptyState title="Nothing has been learned yet" actions={is_mapped
        ? <Button disabled={!may} loading={learn.isPending} onClick={() => learn.mutate()}>Learn now</Button>
        : <Button component={Link} to="/catalog">Make the catalog</Button>}>
        <p>{is_mapped ? "Your catalog is there. Learning from it takes about a minute; afterwards this page shows how good the predictions would have been on your own past."
          : "Predictions are learned from the catalog: which events show interest, and in what. Once it is saved, this page shows how good they would have been on your own past."}</p>
      </EmptyState>
      <Trouble error={learn.error} />
      {run && <div className={styles.runs}><RunProgress id={run} title="Learning from the past" /></div>}
    </>
  );
}

function Judged({ quality, model }: { quality: Schema<"QualityPage">; model: Schema<"Model"> }) {
  const [query, setQuery] = useSearchParams();
  const backtest = quality.backtest?.result;
  const names = quality.columns.map(({ name }) => name);
  const asked = query.get("column");
  const best = backtest?.columns.reduce<Schema<"ColumnBacktest"> | null>((most, one) =>
    (names.includes(one.column) && one.values > (most?.values ?? 0) ? one : most), null)?.column;
  const name = asked !== null && names.includes(asked) ? asked : best ?? names[0];
  const column = quality.columns.find((one) => one.name === name);
  const tested = backtest?.columns.find((one) => one.column === name);
  const catalog = useAsk(["catalog"], (signal) => api.GET("/v1/spaces/{space}/catalog", { params: { path: here }, signal }));
  const notes = quality.notes.filter((note) => !kCatalogChanged.test(note));
  return (
    <>
      {names.length > 0 && (
        <Tabs value={name} onChange={(chosen) => setQuery(chosen ? { column: chosen } : {}, { replace: true })} className={styles.tabs}>
          <Tabs.List aria-label="Column">
            {names.map((one) => <Tabs.Tab key={one} value={one}><bdi>{one}</bdi></Tabs.Tab>)}
          </Tabs.List>
        </Tabs>
      )}
      {column && <Verdict column={column} tested={tested} backtest={quality.backtest} model={model} />}
      {quality.notes.length > notes.length && (
        <div className={styles.said}>
          <Notice>The <PageLink to="/catalog">catalog</PageLink> has changed since this model learned. It is taken up when it learns again, tonight or below.</Notice>
        </div>
      )}
      {notes.map((note) => <div key={note} className={styles.said}><Notice>{note}</Notice></div>)}
      {tested && <Tested key={tested.column} column={tested} />}
      {column && <Drift column={column} history={quality.history} />}
      <Models />
      <Awaited asked={catalog}>
        {({ rules }) => <Learn events={rules.map(({ event }) => event)} goals={model.goals} horizon={model.horizon_days} />}
      </Awaited>
    </>
  );
}

// The server's sentence, its number made to stand out; the name of the rule is said at the chart.
function told(sentence: string) {
  const [before, number, after] = sentence.replace(/ \("[^"]*"\)/, "").split(/(?<=caught )(\S+ %)/);
  return <>{before}{number && <strong>{number}</strong>}{after}</>;
}

// The sentence of a column, and what it rests on.
function Verdict({ column, tested, backtest, model }: {
  column: Schema<"ColumnOnPast">;
  tested: Schema<"ColumnBacktest"> | undefined;
  backtest: Schema<"BacktestRun"> | null;
  model: Schema<"Model">;
}) {
  const may = useMay("marketer");
  const going = useUnfinished(["backtest"]).data?.id;
  const test = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/backtests", { params: { path: here },
      body: { goals: model.goals, horizon_days: model.horizon_days } })),
  });
  if (tested && backtest) {
    const { cut, until } = backtest.result;
    return (
      <Answer note={<>Tested on {date(cut)} to {date(until)}, with a model that knew nothing of those days, {" "}
        <span title={exact(backtest.ended_at)}>{ago(backtest.ended_at)}</span>.</>}>
        {tested.sentence ? told(tested.sentence) : `Too little happened in those days to say how good ${column.name} is.`}
      </Answer>
    );
  }
  const run = test.data?.id ?? going;
  return (
    <>
      <Answer note={`The serving model knows ${plural(column.known_values, "value")} of ${column.name}, up to ${date(model.as_of)}.`}>
        {column.sentence || `${column.name} has not been tested on your past yet.`}
      </Answer>
      <div className={styles.offer}>
        <p>A test learns again from what was known {count(model.horizon_days)} days ago, predicts, and compares with what happened since. It takes about as long as learning, and
          changes nothing.</p>
        {run ? <RunProgress id={run} title="Testing on the past" />
          : <Button disabled={!may} loading={test.isPending} onClick={() => test.mutate()}>Test it on the past</Button>}
        <Trouble error={test.error} />
      </div>
    </>
  );
}
