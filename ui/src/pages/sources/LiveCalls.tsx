import { Button, SegmentedControl, Select, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import { EmptyState, PageLink } from "../../parts/Page";
import { Awaited } from "../../parts/Trouble";
import { plural } from "../../words/numbers";
import { Call } from "./Call";
import styles from "./sources.module.css";

const kPollMs = 1_500;
const kMost = 100;
const kTypes = ["track", "identify", "page", "screen", "group", "alias"] as const;
const kStatuses = ["accepted", "discarded"] as const;
const oneOf = <Text extends string>(all: readonly Text[], text: string | null) => all.find((one) => one === text);

// The newest calls, followed live until paused; a call opens to its raw form.
export function LiveCalls() {
  const [query, setQuery] = useSearchParams();
  const [is_paused, setPaused] = useState(false);
  const get = (name: string) => query.get(name) ?? "";
  const set = (name: string, value: string | null) => setQuery((old) => {
    if (value) old.set(name, value); else old.delete(name);
    return old;
  }, { replace: true });
  const filters = {
    status: oneOf(kStatuses, query.get("status")), type: oneOf(kTypes, query.get("type")),
    event: get("event") || undefined, source: get("source") || undefined,
  };
  const [asked_filters] = useDebouncedValue(filters, 250);
  const calls = useAsk(["events", "live", asked_filters], (signal) => api.GET("/v1/spaces/{space}/events",
    { params: { path: here, query: { ...asked_filters, limit: kMost } }, signal }), { every_ms: is_paused ? false : kPollMs });
  const text = get("text").toLowerCase();
  const has_filter = text !== "" || Object.values(filters).some((value) => value !== undefined);
  const open = Number(get("call"));
  return (
    <>
      <div className={styles.filters}>
        <SegmentedControl aria-label="What became of them" value={filters.status ?? ""} onChange={(value) => set("status", value)}
                          data={[{ value: "", label: "All" }, { value: "accepted", label: "Accepted" }, { value: "discarded", label: "Refused" }]} />
        <Select aria-label="Kind" placeholder="Any kind" clearable data={kTypes} value={filters.type ?? null} onChange={(value) => set("type", value)}
                className={styles.kind} clearButtonProps={{ "aria-label": "Any kind" }} comboboxProps={{ keepMounted: false }} />
        <TextInput aria-label="Event name" placeholder="Event name" value={get("event")} onChange={(event) => set("event", event.currentTarget.value)} />
        <TextInput aria-label="Text in the call" placeholder="Text, or an id" value={get("text")} onChange={(event) => set("text", event.currentTarget.value)} />
        {filters.source && <Button variant="default" onClick={() => set("source", null)}>Only {filters.source} ×</Button>}
        <Button variant="default" className={styles.pause} onClick={() => setPaused(!is_paused)} aria-pressed={is_paused}>
          {is_paused ? "Follow again" : "Pause"}
        </Button>
      </div>
      <Awaited asked={calls} lines={8}>
        {({ data }) => {
          const shown = text ? data.filter((call) => JSON.stringify(call).toLowerCase().includes(text)) : data;
          if (shown.length === 0) {
            return has_filter
              ? <p className={styles.nothing}>None of the newest calls fits. New ones show up here by themselves.</p>
              : (
                <EmptyState title="No calls since the server started">
                  They show up here by themselves, within a second or two. <PageLink to="/connect">Connect a source</PageLink> to send the first one.
                </EmptyState>
              );
          }
          return (
            <>
              <p className={styles.counted}>{is_paused ? "Paused at the" : "The"} newest {plural(shown.length, "call")}{is_paused ? "." : ", newest first."}</p>
              <ul className={styles.calls}>
                {shown.map((call) => (
                  <Call key={call.seq} call={call} is_open={call.seq === open} toggle={() => set("call", call.seq === open ? null : String(call.seq))} />
                ))}
              </ul>
            </>
          );
        }}
      </Awaited>
    </>
  );
}
