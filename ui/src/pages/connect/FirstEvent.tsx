import { Button } from "@mantine/core";
import { Link } from "react-router";
import { api, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { PageLink } from "../../parts/Page";
import { reasonHelp, reasonWords, sentence } from "../../words/reasons";
import { ago } from "../../words/times";
import styles from "./connect.module.css";

const kPollMs = 1_000;
const kMost = 20;
type Call = Schema<"LiveCall">;

// What a call is called: its event, or its kind.
const named = (call: Call) => call.event || call.type || "a call";
const who = (call: Call) => call.external_ids.map(({ id }) => id).join(", ");

// Waits for the first call of a source, and says what came of it.
export function FirstEvent({ source }: { source: string }) {
  const calls = useAsk(["events", "first", source], (signal) => api.GET("/v1/spaces/{space}/events",
    { params: { path: here, query: { source, limit: kMost } }, signal }), { every_ms: kPollMs });
  const own = calls.data?.data.filter((call) => call.source === `source ${source}`) ?? [];
  const good = own.find(({ status }) => status === "accepted");
  const refused = own.find(({ status }) => status === "discarded");
  return (
    <div className={styles.first} data-state={good ? "here" : refused ? "refused" : "waiting"} aria-live="polite">
      {good ? (
        <>
          <p className={styles.firstWords}>The first event arrived: <strong>{named(good)}</strong> of <strong>{who(good)}</strong>.</p>
          <p className={styles.firstNote}>
            It came {ago(good.received_at)}. <PageLink to={`/sources/debugger?source=${encodeURIComponent(source)}`}>See them all as they come</PageLink>.
            When there are some hundreds, map the catalog.
          </p>
          <div className={styles.firstActions}><Button component={Link} to="/catalog">Go to the catalog</Button></div>
        </>
      ) : refused ? (
        <>
          <p className={styles.firstWords}>A call arrived, but it was refused: {reasonWords(refused.reason ?? "")}.</p>
          <p className={styles.firstNote}>{sentence(refused.detail ?? "")} {reasonHelp(refused.reason ?? "")}</p>
          {refused.excerpt && <pre className={styles.excerpt} tabIndex={0} aria-label="The call as it came">{refused.excerpt}</pre>}
        </>
      ) : (
        <>
          <p className={styles.firstWords}><span className={styles.dot} aria-hidden="true" />Waiting for the first event …</p>
          <p className={styles.firstNote}>Run the lines above. This page looks each second, and shows what came or why it was refused.</p>
        </>
      )}
    </div>
  );
}
