import { Button, Progress } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, ask, here } from "../api/client";
import { isOver, useRun, type Run } from "../api/runs";
import { PageLink, Tag, type Tone } from "./Page";
import { Trouble } from "./Trouble";
import styles from "./parts.module.css";

const kTones: Record<Run["status"], Tone> = {
  queued: "plain", running: "mark", completed: "good", failed: "bad", cancelled: "plain", interrupted: "bad",
};

export function RunStatus({ status }: { status: Run["status"] }) {
  return <Tag tone={kTones[status]}>{status}</Tag>;
}

// A run as it goes: percent, words, cancel. It goes on when the page is left, and is found again under Runs.
export function RunProgress({ id, title, onEnd }: { id: number; title: string; onEnd?: (run: Run) => void }) {
  const { data: run, error } = useRun(id, onEnd);
  const cancel = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/runs/{run}/cancel", { params: { path: { ...here, run: id } } })),
  });
  const percent = run?.status === "completed" ? 100 : run?.percent ?? 0;
  return (
    <div className={styles.run} aria-live="polite">
      <div className={styles.runHead}>
        <strong>{title}</strong>
        {run && isOver(run) ? <RunStatus status={run.status} /> : <span data-figures>{percent} %</span>}
      </div>
      <Progress value={percent} aria-label={title} animated={!!run && !isOver(run)} />
      <p className={styles.runWords}>
        {run?.error ?? (run?.status === "queued" ? "Waits for the runs before it." : run?.words) ?? ""}
      </p>
      <Trouble error={error ?? cancel.error} />
      {run && !isOver(run) && (
        <p className={styles.runWords}>
          <Button size="compact-sm" variant="default" loading={cancel.isPending} onClick={() => cancel.mutate()}>
            Cancel
          </Button>{" "}
          You can leave this page; it goes on, and is listed under <PageLink to={`/runs/${id}`}>Runs</PageLink>.
        </p>
      )}
    </div>
  );
}
