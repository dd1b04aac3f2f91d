import { api, type Schema } from "../../api/client";
import { useList } from "../../api/asking";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { plural } from "../../words/numbers";
import { exact } from "../../words/times";
import styles from "./settings.module.css";

type Entry = Schema<"AuditEntry">;
const kMostText = 200;

function detailOf({ detail }: Entry): string {
  const text = Object.entries(detail).map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", ");
  return text.length > kMostText ? `${text.slice(0, kMostText)}…` : text;
}

export function AuditLog() {
  const log = useList<Entry>(["audit log"], (cursor, signal) => api.GET("/v1/audit_log", { params: { query: { limit: 100, cursor } }, signal }));
  return (
    <Awaited asked={{ ...log, data: log.rows }} lines={8}>
      {(rows) => (
        <Table caption={`${plural(rows.length, "entry", "entries")} shown`} rows={rows} keyOf={({ seq }) => seq} more={log} columns={[
          { head: "When", cell: ({ at }) => <span className={styles.time}>{exact(at)}</span> },
          { head: "Who", cell: ({ actor }) => <span className={styles.who}>{actor}</span> },
          { head: "Did", cell: ({ action }) => <code className={styles.code}>{action}</code> },
          { head: "To", cell: ({ subject }) => subject },
          { head: "Detail", cell: (entry) => <span className={styles.quiet}>{detailOf(entry)}</span> },
        ]} />
      )}
    </Awaited>
  );
}
