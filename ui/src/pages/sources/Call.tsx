import type { Schema } from "../../api/client";
import { Copy } from "../../parts/Copy";
import { PageLink, Tag } from "../../parts/Page";
import { reasonHelp, reasonWords, sentence } from "../../words/reasons";
import { exact } from "../../words/times";
import styles from "./sources.module.css";

type LiveCall = Schema<"LiveCall">;
const kMostText = 160;
const short = (text: string) => (text.length > kMostText ? `${text.slice(0, kMostText)}…` : text);
const clock = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });

function rawOf(call: LiveCall): string {
  if (call.status === "accepted") return JSON.stringify({ type: call.type, event: call.event, timestamp: call.at, ids: call.external_ids, ...call.body }, null, 2);
  return call.excerpt ?? "";
}

// One call: a line that opens to how it came.
export function Call({ call, is_open, toggle }: { call: LiveCall; is_open: boolean; toggle: () => void }) {
  const person = call.external_ids.find(({ type }) => type === "user_id") ?? call.external_ids[0];
  const is_refused = call.status === "discarded";
  return (
    <li className={styles.call}>
      <button type="button" className={styles.callLine} aria-expanded={is_open} onClick={toggle}>
        <span className={styles.callTime}>{clock.format(new Date(call.received_at))}</span>
        <span>{is_refused ? <Tag tone="bad">refused</Tag> : <Tag>{call.type}</Tag>}</span>
        <span>{short(is_refused ? reasonWords(call.reason ?? "") : call.event)}</span>
        <span className={styles.callWho}>{short(is_refused ? call.excerpt ?? "" : person?.id ?? "")}</span>
        <span className={styles.callSource}>{short(call.source.replace(/^source /, ""))}</span>
      </button>
      {is_open && (
        <div className={styles.callRaw}>
          {is_refused
            ? <p>{sentence(call.detail ?? "")} {reasonHelp(call.reason ?? "")}</p>
            : person && <p>Received {exact(call.received_at)}, of <PageLink to={`/profiles/${encodeURIComponent(`${person.type}:${person.id}`)}`}>{short(person.id)}</PageLink>.</p>}
          <Copy text={rawOf(call)} label={is_refused ? "the call as it came" : "the event as it is kept"} />
        </div>
      )}
    </li>
  );
}
