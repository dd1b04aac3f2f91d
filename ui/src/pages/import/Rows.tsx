import type { Schema } from "../../api/client";
import { Notice, Tag } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { plural } from "../../words/numbers";
import { reasonHelp, reasonWords, sentence } from "../../words/reasons";
import { exact } from "../../words/times";
import styles from "./import.module.css";
import type { Columns } from "./suggest";

type Preview = Schema<"ImportPreview">;
const kRoleWords: Record<string, string> = { user_id: "who", anonymous_id: "who", email: "who", event: "what", time: "when" };
const kMostRows = 6;
const kMostText = 200;

const short = (text: string) => (text.length > kMostText ? `${text.slice(0, kMostText)}…` : text);

// The properties (or what else the body holds) as one line of text.
function about(body: Record<string, unknown>): string {
  const properties = body.properties ?? body.traits ?? body;
  if (properties === null || typeof properties !== "object") return short(String(properties));
  return short(Object.entries(properties).map(([name, value]) => `${name}: ${typeof value === "string" ? value : JSON.stringify(value)}`).join(", "));
}

// What becomes events, and what is refused and why.
export function RowsAsEvents({ preview, is_flat }: { preview: Preview; is_flat: boolean }) {
  const { events, discards, problem } = preview;
  if (problem) return <Notice>The rows cannot be read yet: {problem.message.split("; the columns are")[0]}.</Notice>;
  return (
    <div className={styles.rows}>
      {events.length > 0 && (
        <Table caption={`The first ${plural(events.length, "event")}`} keyOf={(event) => events.indexOf(event)} rows={events} columns={[
          { head: "What", cell: ({ event, type }) => short(event || type) },
          { head: "When", cell: ({ at }) => <span className={styles.time}>{exact(at)}</span> },
          { head: "Who", cell: ({ external_ids }) => short(external_ids.map(({ id }) => id).join(", ")) },
          { head: is_flat ? "Properties" : "What it holds", cell: ({ body }) => <span className={styles.about}>{about(body)}</span> },
        ]} />
      )}
      {events.length === 0 && <Notice>None of the first rows becomes an event. Look at the reasons, and at what the columns mean.</Notice>}
      {discards.length > 0 && (
        <Table caption={`Refused: ${plural(discards.length, "row")} at the beginning of the file. Refused rows do not stop an import; they are listed with their reason.`}
               keyOf={({ line }) => line} rows={discards} columns={[
          { head: "Line", align: "right", cell: ({ line }) => line },
          { head: "Why", cell: ({ reason }) => <Tag tone="bad">{reasonWords(reason)}</Tag> },
          { head: "What helps", cell: ({ detail, reason }) => <>{short(sentence(detail))}<span className={styles.help}>{reasonHelp(reason)}</span></> },
          { head: "The row", cell: ({ excerpt }) => <code className={styles.code}>{short(excerpt)}</code> },
        ]} />
      )}
    </div>
  );
}

// The first rows of a flat file, each column with its part.
export function RowsAsTheyAre({ preview, chosen }: { preview: Preview; chosen: Columns }) {
  const part = (column: string) => Object.entries(chosen).find(([role, name]) => name === column && role in kRoleWords)?.[0];
  const rows = preview.rows.slice(0, kMostRows);
  return (
    <Table caption={`${plural(preview.columns.length, "column")}; the first ${plural(rows.length, "row")}`} rows={rows} keyOf={(row) => rows.indexOf(row)}
           columns={preview.columns.map((column, at) => {
             const role = part(column);
             return {
               head: <span className={styles.head}>{short(column)}<Tag tone={role ? "good" : "plain"}>{role ? kRoleWords[role] : "property"}</Tag></span>,
               cell: (row: (string | null)[]) => (row[at] == null ? <span className={styles.none}>empty</span> : short(row[at])),
             };
           })} />
  );
}
