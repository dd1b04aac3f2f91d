import { useParams } from "react-router";
import { api, here, type Schema } from "../../api/client";
import { useList } from "../../api/asking";
import { isOver, useRun, type Run } from "../../api/runs";
import { Missing } from "../../app/Missing";
import { Copy } from "../../parts/Copy";
import { Answer, Facts, Notice, Page, Section } from "../../parts/Page";
import { Refused } from "../../parts/Refused";
import { RunProgress, RunStatus } from "../../parts/RunProgress";
import { Awaited, Trouble } from "../../parts/Trouble";
import { refusedOf, runKind, runResult, runSubject } from "../../words/runs";
import { duration, exact } from "../../words/times";
import styles from "./runs.module.css";

const kPollMs = 1_000;
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function LogLines({ run }: { run: Run }) {
  const log = useList<Schema<"RunLine">>(["run", run.id, "log", run.status], (cursor, signal) => api.GET("/v1/spaces/{space}/runs/{run}/log",
    { params: { path: { ...here, run: run.id }, query: { limit: 1_000, cursor } }, signal }), { every_ms: isOver(run) ? false : kPollMs });
  return (
    <Section title="Log">
      <Awaited asked={{ ...log, data: log.rows }}>
        {(rows) => (rows.length === 0 ? <p className={styles.quiet}>It had nothing to say.</p> : (
          <ol className={styles.log} tabIndex={0} aria-label="Log">
            {rows.map(({ line, at, text }) => <li key={line}><time dateTime={at} title={exact(at)}>{clock.format(new Date(at))}</time><span>{text}</span></li>)}
          </ol>
        ))}
      </Awaited>
    </Section>
  );
}

function Outcome({ run }: { run: Run }) {
  const [first, ...rest] = runResult(run);
  if (run.status === "failed" || run.status === "interrupted") {
    return <Trouble error={first ?? "It did not come to its end."} />;
  }
  if (run.status === "cancelled") return <Notice>{first}</Notice>;
  return <Answer note={rest.join(" ")}>{first ?? "It is done."}</Answer>;
}

// How far it is or what came of it, its log, and the raw result.
function OneRun({ id }: { id: number }) {
  const asked = useRun(id);
  const title = asked.data ? runKind(asked.data.kind) : "Run";
  return (
    <Page title={title} back={{ to: "/runs", text: "Runs" }} lead={asked.data && runSubject(asked.data)}>
      <Awaited asked={asked}>
        {(run) => {
          const result = run.kind === "demo" ? (run.result as { import?: unknown } | null)?.import : run.result;
          const refused = run.kind === "import" || run.kind === "demo" ? refusedOf(result) : [];
          return (
            <>
              {isOver(run) ? <Outcome run={run} /> : <RunProgress id={run.id} title={runKind(run.kind)} />}
              <Facts facts={[
                { what: "Status", value: <RunStatus status={run.status} /> },
                { what: "Asked for by", value: <span className={styles.factText}>{run.actor}</span>, note: exact(run.created_at) },
                ...(run.started_at ? [{ what: "Begun", value: <span className={styles.factText}>{exact(run.started_at)}</span> }] : []),
                ...(run.started_at && run.ended_at ? [{ what: "Took", value: <span className={styles.factText}>{duration(run.started_at, run.ended_at)}</span> }] : []),
              ]} />
              {refused.length > 0 && <Section title="What was refused"><Refused reasons={refused} /></Section>}
              <LogLines run={run} />
              <Section title="As data">
                <details className={styles.raw}>
                  <summary>What it was asked, and its result</summary>
                  <Copy text={JSON.stringify({ arguments: run.arguments, result: run.result }, null, 2)} label="the run as JSON" />
                </details>
              </Section>
            </>
          );
        }}
      </Awaited>
    </Page>
  );
}

export function RunPage() {
  const id = Number(useParams().id);
  return Number.isInteger(id) && id > 0 ? <OneRun key={id} id={id} /> : <Missing />;
}
