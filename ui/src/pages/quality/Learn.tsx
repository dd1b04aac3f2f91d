import { Button, MultiSelect, NumberInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useMay } from "../../app/me";
import { api, ApiError, ask, here } from "../../api/client";
import { useUnfinished } from "../../api/runs";
import { Section } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { Trouble } from "../../parts/Trouble";
import styles from "./quality.module.css";

const kLongest = 365;

// Learn now, or test on the past: the same two questions, what and within how long.
export function Learn({ events, goals: usual_goals, horizon: usual_horizon }: { events: string[]; goals: string[]; horizon: number }) {
  const may = useMay("marketer");
  const [goals, setGoals] = useState(usual_goals);
  const [horizon, setHorizon] = useState<number | string>(usual_horizon);
  const body = { goals, horizon_days: Number(horizon) };
  const training = useUnfinished(["train"]).data?.id;
  const testing = useUnfinished(["backtest"]).data?.id;
  const train = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/models", { params: { path: here }, body })),
  });
  const test = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/backtests", { params: { path: here }, body })),
  });
  const error = train.error ?? test.error;
  const told = error instanceof ApiError ? { goals: error.of("goals"), horizon_days: error.of("horizon_days") } : {};
  const train_run = train.data?.id ?? training;
  const test_run = test.data?.id ?? testing;
  return (
    <Section title="Learn, or test" note="Learning makes a new model, which serves at once. Testing learns only what was known one horizon ago and compares with what happened; it changes nothing.">
      <form className={styles.learn} onSubmit={(event) => { event.preventDefault(); train.mutate(); }}>
        <MultiSelect label="Predict" description="Any of these counts." data={events} value={goals} onChange={setGoals} disabled={!may} error={told.goals} />
        <NumberInput label="Within how many days" description="Short for daily needs, long for rare ones." value={horizon} onChange={setHorizon} min={1} max={kLongest} allowDecimal={false}
                     disabled={!may} error={told.horizon_days} />
        <div className={styles.learnButtons}>
          <Button type="submit" variant="default" disabled={!may || !horizon || goals.length === 0} loading={train.isPending}>Learn now</Button>
          <Button variant="default" disabled={!may || !horizon || goals.length === 0} loading={test.isPending} onClick={() => test.mutate()}>Test on the past</Button>
        </div>
      </form>
      {!may && <p className={styles.soft}>Viewers look; marketers and admins learn and test.</p>}
      {!told.goals && !told.horizon_days && <Trouble error={error} />}
      <div className={styles.runs}>
        {train_run && <RunProgress key={train_run} id={train_run} title="Learning from the past" />}
        {test_run && <RunProgress key={test_run} id={test_run} title="Testing on the past" />}
      </div>
    </Section>
  );
}
