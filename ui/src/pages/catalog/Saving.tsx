import { Button } from "@mantine/core";
import { useCallback } from "react";
import { Link } from "react-router";
import { api, ask, here, type Schema } from "../../api/client";
import { isOver, useRun, type Run } from "../../api/runs";
import { Notice } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { count } from "../../words/numbers";
import { date } from "../../words/times";
import styles from "./catalog.module.css";

export interface Runs {
  map?: number;
  train?: number;
}

interface MapResult {
  interactions?: number;
  warnings?: Schema<"Warning">[];
}

// The two runs of saving: the events are mapped anew, then the model learns; and what serves meanwhile.
export function Saving({ runs, serving, onMapped, close }: {
  runs: Runs;
  serving: Schema<"Model"> | null | undefined;
  onMapped: () => void;
  close: () => void;
}) {
  const { train } = runs;
  const onEnd = useCallback((run: Run) => {
    if (run.status === "completed") return onMapped();
    // Nothing new was mapped: nothing new is to be learned.
    if (train) void ask(api.POST("/v1/spaces/{space}/runs/{run}/cancel", { params: { path: { ...here, run: train } } })).catch(() => undefined);
  }, [onMapped, train]);
  const map_run = useRun(runs.map).data;
  const train_run = useRun(runs.train).data;
  const is_over = (!runs.map || (map_run && isOver(map_run))) && (!runs.train || (train_run && isOver(train_run)));
  const is_good = is_over && map_run?.status !== "failed" && train_run?.status === "completed";
  const result = (map_run?.result ?? {}) as MapResult;
  if (is_good) {
    return (
      <Notice tone="good">
        <p><strong>Saved and learned.</strong> {result.interactions !== undefined && <>{count(result.interactions)} interactions were found. </>}
          Everything answers from this catalog now.</p>
        {result.warnings?.map(({ message }) => <p key={message} className={styles.said}>{message}</p>)}
        <p className={styles.next}>
          <Button size="compact-md" component={Link} to="/audiences/new">Make an audience</Button>
          <Button size="compact-md" variant="default" component={Link} to="/quality">See how good it is</Button>
          <Button size="compact-md" variant="subtle" onClick={close}>Close</Button>
        </p>
      </Notice>
    );
  }
  return (
    <div className={styles.saving}>
      {runs.map && <RunProgress id={runs.map} title="Mapping the events" onEnd={onEnd} />}
      {runs.train && <RunProgress id={runs.train} title="Learning from the past" />}
      {!is_over && serving !== undefined && (
        <p className={styles.soft}>
          {serving ? `Until this is done, audiences and recommended items answer from what was learned of the time up to ${date(serving.as_of)}.`
            : "Audiences and recommended items can be made as soon as this is done."}
        </p>
      )}
      {is_over && map_run?.status === "completed" && (
        <p>The catalog is saved, but nothing was learned from it. Try it again under <Link to="/quality">Quality</Link>.</p>
      )}
      {is_over && <Button variant="default" size="compact-md" onClick={close}>Close</Button>}
    </div>
  );
}
