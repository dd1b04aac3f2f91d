import { Select } from "@mantine/core";
import { useSearchParams } from "react-router";
import { api, here, type Schema } from "../../api/client";
import { useList } from "../../api/asking";
import { Answer, EmptyState, Section } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { count, plural } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import { reasonHelp, reasonWords, sentence } from "../../words/reasons";
import styles from "./sources.module.css";

type Discards = Schema<"Discards">;
type Row = Discards["data"][number];
const kMostText = 300;
const short = (text: string) => (text.length > kMostText ? `${text.slice(0, kMostText)}…` : text);

// Everything that was refused since the beginning, of files and live calls, with its reason.
export function RefusedRows() {
  const [query, setQuery] = useSearchParams();
  const reason = query.get("reason") ?? undefined;
  const list = useList<Row, Discards>(["discards", reason], (cursor, signal) => api.GET("/v1/spaces/{space}/discards",
    { params: { path: here, query: { limit: 100, cursor, reason } }, signal }));
  const choose = (next: string | null) => setQuery((old) => {
    if (next) old.set("reason", next); else old.delete("reason");
    return old;
  }, { replace: true });
  return (
    <Awaited asked={{ ...list, data: list.first }}>
      {({ reasons }) => {
        const all = reasons.reduce((sum, one) => sum + one.count, 0);
        if (all === 0) return <EmptyState title="Nothing was refused">Every row and call so far became an event, or was known already.</EmptyState>;
        return (
          <>
            <Answer note="A refused row or call is kept here with where it stood and why. It is no event, and counts nowhere.">
              <strong>{count(all)}</strong> {all === 1 ? "row or call was" : "rows and calls were"} refused so far.
            </Answer>
            <Section title={reason ? reasonWords(reason) : "All reasons"} note={reason && reasonHelp(reason)} aside={
              <Select aria-label="Reason" placeholder="All reasons" clearable value={reason ?? null} onChange={choose} className={styles.reason}
                      clearButtonProps={{ "aria-label": "All reasons" }} comboboxProps={{ keepMounted: false }}
                      data={reasons.map((one) => ({ value: one.reason, label: `${reasonWords(one.reason)} (${count(one.count)})` }))} />
            }>
              <Table caption={`${plural(list.rows?.length ?? 0, "row")} shown, newest first`} rows={list.rows ?? []} more={list}
                     keyOf={(row) => (list.rows ?? []).indexOf(row)} columns={[
                { head: "When", cell: ({ received_at: at }) => at ? <span className={styles.when} title={exact(at)}>{ago(at)}</span> : "not kept" },
                { head: "Where", cell: ({ source, line }) => <span className={styles.where}>{short(source)}{line > 0 && `, line ${count(line)}`}</span> },
                { head: "Why", cell: (row) => <>{reasonWords(row.reason)}<span className={styles.detail}>{short(sentence(row.detail))}</span></> },
                { head: "How it came", cell: ({ excerpt }) => <code className={styles.code}>{short(excerpt)}</code> },
              ]} />
            </Section>
          </>
        );
      }}
    </Awaited>
  );
}
