import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ApiError, ask, here } from "../../api/client";
import { isOver, type Run } from "../../api/runs";
import { useMay } from "../../app/me";
import { PageLink, Section } from "../../parts/Page";
import { RefreshChoice } from "../../parts/RefreshChoice";
import { RunStatus } from "../../parts/RunProgress";
import { Table } from "../../parts/Table";
import { Trouble } from "../../parts/Trouble";
import { refreshInWords, refreshText } from "../../words/refresh";
import { ago, date, duration, exact } from "../../words/times";
import type { Audience } from "./ask";
import styles from "./audiences.module.css";

// A change of the name or of the refresh rule.
export function useChange(audience: Audience) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: { name?: string; refresh?: string }) =>
      ask(api.PATCH("/v1/spaces/{space}/audiences/{audience}", { params: { path: { ...here, audience: audience.key } }, body })),
    onSuccess: (changed) => {
      queries.setQueriesData({ queryKey: ["audience"] }, (old?: Audience) => (old?.key === changed.key ? changed : old));
      void queries.invalidateQueries({ queryKey: ["audiences"] });
    },
  });
}

function RefreshForm({ audience }: { audience: Audience }) {
  const kept = refreshText(audience.refresh);
  const [chosen, setChosen] = useState<string>();
  const change = useChange(audience);
  const may_change = useMay("marketer");
  const value = chosen ?? kept;
  const said = change.error instanceof ApiError ? change.error.of("refresh") : undefined;
  return (
    <form className={styles.refreshForm} onSubmit={(event) => {
      event.preventDefault();
      change.mutate({ refresh: value }, { onSuccess: () => setChosen(undefined) });
    }}>
      <RefreshChoice value={value} what="The audience" onChange={setChosen} error={said} label="After it was computed" />
      <Trouble error={said ? null : change.error} />
      <div className={styles.save}>
        <Button type="submit" variant="default" disabled={!may_change || value === kept} loading={change.isPending}>Save how it stays true</Button>
        <span className={styles.key} aria-live="polite">
          {!may_change && "Changing needs a marketer or an admin."}
          {change.isSuccess && value === kept && "Saved."}
        </span>
      </div>
    </form>
  );
}

const kRunsShown = 10;

// How it stays true: the rule, what was computed by it, when it is next.
export function Staying({ audience, runs }: { audience: Audience; runs: Run[] }) {
  const { refresh, refreshed_at, as_of, model } = audience;
  return (
    <Section title="How it stays true" note={(
      <>
        {refreshInWords(refreshText(refresh))} Last computed <span title={exact(refreshed_at)}>{ago(refreshed_at)}</span> by {model}, as
        of {date(as_of)}.{refresh.next && ` Next on ${exact(refresh.next)}.`}
      </>
    )}>
      <RefreshForm audience={audience} />
      {runs.length > 0 && (
        <Table caption="Its newest refreshes" rows={runs.slice(0, kRunsShown)} keyOf={({ id }) => id}
               columns={[
                 { head: "Run", cell: ({ id }) => <PageLink to={`/runs/${id}`}>Run {id}</PageLink> },
                 { head: "Asked for", cell: ({ created_at }) => <span title={exact(created_at)}>{ago(created_at)}</span> },
                 { head: "By", cell: ({ actor }) => actor },
                 { head: "Took", cell: ({ started_at, ended_at }) => (started_at && ended_at ? duration(started_at, ended_at) : "–") },
                 { head: "Status", cell: (run) => (isOver(run) ? <RunStatus status={run.status} /> : `${run.percent} %`) },
               ]} />
      )}
    </Section>
  );
}
