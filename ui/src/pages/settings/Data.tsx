import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useUnfinished } from "../../api/runs";
import { Copy } from "../../parts/Copy";
import { PageLink, Section } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { Awaited, Trouble } from "../../parts/Trouble";
import { plural } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import styles from "./settings.module.css";

type Settings = Schema<"Settings">;
// As a word of a shell: a folder's name may hold anything.
const word = (text: string) => (/^[\w./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`);
const kUsualRetrain = "0 3 * * *";

function retrainWords({ retrain, next_retrain }: Settings) {
  if (!retrain || !next_retrain) return "Models are trained when somebody asks only.";
  const when = retrain === kUsualRetrain ? "Models learn anew every night at 3:00 UTC" : `Models learn anew by the schedule ${retrain} (UTC)`;
  return `${when}; the next time is ${exact(next_retrain)} in your time.`;
}

function Training({ settings }: { settings: Settings }) {
  const queries = useQueryClient();
  const [started, setStarted] = useState<number>();
  const unfinished = useUnfinished(["train"]);
  const models = useAsk(["settings", "models"], (signal) => api.GET("/v1/spaces/{space}/models", { params: { path: here }, signal }));
  const train = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/models", { params: { path: here }, body: { gated: true } })),
    onSuccess: ({ id }) => {
      setStarted(id);
      void queries.invalidateQueries({ queryKey: ["runs"] });
    },
  });
  const run = started ?? unfinished.data?.id;
  const serving = models.data?.data.find(({ held_back }) => held_back === null);
  return (
    <Section title="Training" aside={
      <Button variant="default" size="compact-md" loading={train.isPending} disabled={!!unfinished.data} onClick={() => train.mutate()}>Train now</Button>
    }>
      <div className={styles.said}>
        <p>{retrainWords(settings)} A model that is clearly worse than the one that serves is kept, but does not serve. See <PageLink to="/quality">how good they are</PageLink>.</p>
        {serving && <p className={styles.quiet}>{serving.name} serves; it learned {ago(serving.created_at)}.</p>}
        <Trouble error={train.error} />
        {run !== undefined && <RunProgress id={run} title="Train the models" />}
        <p className={styles.quiet}>To change the schedule, start the server with it:</p>
        <Copy label="the command for another schedule" text={`likely serve --data ${word(settings.folder)} --retrain "every 12h"`} />
      </div>
    </Section>
  );
}

// What the server was started with: how long events stay, when models learn; and how to make a copy.
export function Data() {
  const settings = useAsk(["settings"], (signal) => api.GET("/v1/spaces/{space}/settings", { params: { path: here }, signal }));
  return (
    <Awaited asked={settings} lines={8}>
      {(set) => (
        <>
          <Training settings={set} />
          <Section title="How long events are kept">
            <div className={styles.said}>
              <p>{set.retention_days > 0
                ? `Events older than ${plural(set.retention_days, "day")} go, looked at once a day. Each time is a run.`
                : "Events are kept for as long as you do not say otherwise."} A single person is erased on their profile’s page.</p>
              <p className={styles.quiet}>To change it, start the server with the number of days; 0 keeps everything:</p>
              <Copy label="the command for retention" text={`likely serve --data ${word(set.folder)} --retention-days 730`} />
            </div>
          </Section>
          <Section title="Backup">
            <div className={styles.said}>
              <p>A backup is a copy of one moment, made while the server goes on. Put it on another disk, with a copy of the file <code className={styles.code}>erased</code> beside it:
                by that, who was erased stays erased after a restore.</p>
              <Copy label="the command for a backup" text={`likely backup ./backup --data ${word(set.folder)}`} />
              <p className={styles.quiet}>A restore makes a new folder of it and checks every byte:</p>
              <Copy label="the command for a restore" text="likely restore ./backup --data ./restored" />
            </div>
          </Section>
        </>
      )}
    </Awaited>
  );
}
