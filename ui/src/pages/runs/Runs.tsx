import { Select } from "@mantine/core";
import { useSearchParams } from "react-router";
import { api, here } from "../../api/client";
import { useList } from "../../api/asking";
import type { Run } from "../../api/runs";
import { EmptyState, Page, PageLink } from "../../parts/Page";
import { RunStatus } from "../../parts/RunProgress";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { kRunKinds, runKind, runResult, runSubject } from "../../words/runs";
import { ago, duration, exact } from "../../words/times";
import styles from "./runs.module.css";

const kPollMs = 2_000;
const kStatuses: Run["status"][] = ["queued", "running", "completed", "failed", "cancelled", "interrupted"];

const came = (run: Run) => (run.status === "running" ? `${run.percent} %, ${run.words}` : run.status === "queued" ? "Waits for the runs before it." : runResult(run)[0] ?? "");

// Everything that takes longer than a moment: done, at work, waiting.
export function Runs() {
  const [query, setQuery] = useSearchParams();
  const kind = query.get("kind") ?? undefined, status = kStatuses.find((one) => one === query.get("status"));
  const runs = useList<Run>(["runs", "list", kind, status], (cursor, signal) => api.GET("/v1/spaces/{space}/runs",
    { params: { path: here, query: { limit: 50, cursor, kind, status } }, signal }), { every_ms: kPollMs });
  const set = (name: string, value: string | null) => setQuery((old) => {
    if (value) old.set(name, value); else old.delete(name);
    return old;
  }, { replace: true });
  return (
    <Page title="Runs" lead="Imports, trainings, refreshes: what takes longer than a moment is a run. They go one after another, and go on when you leave.">
      <div className={styles.filters}>
        <Select aria-label="What they do" placeholder="All kinds" clearable value={kind ?? null} onChange={(value) => set("kind", value)}
                clearButtonProps={{ "aria-label": "All kinds" }} comboboxProps={{ keepMounted: false }}
                data={kRunKinds.map((value) => ({ value, label: runKind(value) }))} />
        <Select aria-label="How they are" placeholder="However they ended" clearable value={status ?? null} onChange={(value) => set("status", value)}
                clearButtonProps={{ "aria-label": "However they ended" }} comboboxProps={{ keepMounted: false }} data={kStatuses} />
      </div>
      <Awaited asked={{ ...runs, data: runs.rows }} lines={8}>
        {(rows) => (rows.length === 0
          ? kind || status
            ? <p className={styles.quiet}>No run fits.</p>
            : <EmptyState title="No runs yet">The first one comes with an import, the demo store or a training. Each is listed here with its progress, its log and what came of it.</EmptyState>
          : (
            <Table caption="Newest first" rows={rows} keyOf={({ id }) => id} more={runs} columns={[
              { head: "Run", cell: (run) => <><PageLink to={`/runs/${run.id}`}>{runKind(run.kind)}</PageLink>{runSubject(run) && <span className={styles.subject}>{runSubject(run).slice(0, 80)}</span>}</> },
              { head: "Status", cell: (run) => <RunStatus status={run.status} /> },
              { head: "What came of it", cell: (run) => <span className={styles.came}>{came(run).slice(0, 240)}</span> },
              { head: "Asked for by", cell: ({ actor }) => <span className={styles.actor}>{actor.slice(0, 80)}</span> },
              { head: "When", align: "right", cell: ({ created_at }) => <span title={exact(created_at)}>{ago(created_at)}</span> },
              { head: "Took", align: "right", cell: ({ started_at, ended_at }) => (started_at && ended_at ? duration(started_at, ended_at) : "") },
            ]} />
          ))}
      </Awaited>
    </Page>
  );
}
