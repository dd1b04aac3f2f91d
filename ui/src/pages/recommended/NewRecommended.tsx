import { Button, Checkbox, NumberInput, Slider, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useCallback, useEffect, useState, type ReactNode } from "react";
import { useNavigate, useSearchParams } from "react-router";
import { api, ApiError, ask, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import type { Run } from "../../api/runs";
import { useMay } from "../../app/me";
import { EmptyState, Notice, Page, PageLink } from "../../parts/Page";
import { RefreshChoice } from "../../parts/RefreshChoice";
import { RunProgress } from "../../parts/RunProgress";
import { Awaited, Trouble } from "../../parts/Trouble";
import { keyOfName } from "../../words/audience";
import { ColumnChoice } from "./ColumnChoice";
import { definitionOf, kMostCount, readDraft, several, suggestedName, writeDraft, type Draft } from "./draft";
import { Exclusions } from "./Exclusions";
import { Preview } from "./Preview";
import styles from "./recommended.module.css";

const kBack = { to: "/recommended", text: "Recommended items" };
const kDefaultColumn = "Product";

// The address follows what is typed, and begins it.
function useDraft() {
  const [query, setQuery] = useSearchParams();
  const [draft, setDraft] = useState(() => readDraft(query));
  const change = useCallback((part: Partial<Draft>) => setDraft((before) => {
    // Values belong to their column.
    const fresh = part.column && part.column !== before.column ? { values: [], where: [] } : {};
    return { ...before, ...fresh, ...part };
  }), []);
  useEffect(() => setQuery(writeDraft(draft), { replace: true, preventScrollReset: true }), [draft, setQuery]);
  return { draft, change };
}

function Step({ title, note, children }: { title: string; note?: string; children: ReactNode }) {
  return (
    <section className={styles.step} aria-label={title}>
      <h2 className={styles.stepTitle}>{title}</h2>
      {note && <p className={styles.quiet}>{note}</p>}
      {children}
    </section>
  );
}

function Count({ value, onChange, error }: { value: number; onChange: (count: number) => void; error?: string }) {
  return (
    <div className={styles.count}>
      <NumberInput label="How many" value={value} min={1} max={kMostCount} allowDecimal={false} clampBehavior="strict"
                   error={error} className={styles.countNumber}
                   onChange={(next) => Number(next) >= 1 && onChange(Number(next))} />
      <Slider value={value} onChange={onChange} min={1} max={kMostCount} label={null} className={styles.countSlider}
              thumbLabel="How many" marks={[{ value: 5, label: "5" }, { value: 10, label: "10" }, { value: 25, label: "25" }, { value: 50, label: "50" }]} />
    </div>
  );
}

function Making({ run }: { run: number }) {
  const navigate = useNavigate();
  const end = useCallback((ended: Run) => {
    const key = ended.result?.trait;
    if (ended.status === "completed" && typeof key === "string") void navigate(`/recommended/${encodeURIComponent(key)}`, { replace: true });
  }, [navigate]);
  return <RunProgress id={run} title="Everybody’s list is being made" onEnd={end} />;
}

function Form() {
  const { draft, change } = useDraft();
  const navigate = useNavigate();
  const may = useMay("marketer");
  const columns = useAsk(["columns"], (signal) => api.GET("/v1/spaces/{space}/catalog/columns", { params: { path: here }, signal }));
  const catalog = useAsk(["catalog"], (signal) => api.GET("/v1/spaces/{space}/catalog", { params: { path: here }, signal }));
  const list = columns.data?.data ?? [];
  const column = draft.column || list.find(({ name }) => name === kDefaultColumn)?.name || list[0]?.name || "";
  const now = { ...draft, column };
  const name = draft.name || suggestedName(column);
  const make = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/traits", {
      params: { path: here }, body: { name, definition: definitionOf(now), refresh: draft.refresh },
    })),
    onSuccess: (run) => void navigate(`/recommended/new?run=${run.id}`),
  });
  const problem = (field: string) => (make.error instanceof ApiError ? make.error.of(field) : undefined);
  const is_told = ["name", "refresh", "definition.column", "definition.count"].some(problem);
  if (columns.data && list.length === 0) {
    return (
      <EmptyState title="First the catalog" actions={<PageLink to="/catalog">Set up the catalog</PageLink>}>
        <p>It says which events are about which products, and which of their properties are brands, categories and prices.</p>
      </EmptyState>
    );
  }
  return (
    <div className={styles.builder}>
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        <Step title="What is recommended">
          <Awaited asked={columns} lines={8}>
            {({ data }) => (
              <ColumnChoice columns={data} value={column} error={problem("definition.column")} onChange={(next) => change({ column: next })} />
            )}
          </Awaited>
        </Step>
        <Step title="How many for each person" note="5 to 10 is usual: enough for a row on a page. Fewer are given to whom few are left.">
          <Count value={draft.count} onChange={(count) => change({ count })} error={problem("definition.count")} />
        </Step>
        <Step title="What is left out" note="Nothing, unless you say so: people often want again what they wanted before.">
          <Exclusions key={column} draft={now} change={change} catalog={catalog.data} columns={list} />
          <Checkbox label="Only people with a user id get a list" checked={draft.known_only}
                    description="Visitors who never signed in are left out."
                    onChange={(event) => change({ known_only: event.currentTarget.checked })} />
        </Step>
        <Step title="How it stays true">
          <RefreshChoice value={draft.refresh} onChange={(refresh) => change({ refresh })} what="A list" error={problem("refresh")} label="" />
        </Step>
        <Step title="Its name">
          <TextInput label="Name" value={draft.name} placeholder={suggestedName(column)} error={problem("name")} maxLength={200} className={styles.field}
                     onChange={(event) => change({ name: event.currentTarget.value })} />
          <p className={styles.quiet}>
            Your systems ask for it by the key <code>{keyOfName(name) || "…"}</code>, which never changes, also when the name does.
            {" "}(If the key was taken before, a number follows it.)
          </p>
        </Step>
        <Trouble error={is_told ? null : make.error} />
        {may
          ? <Button type="submit" loading={make.isPending} disabled={!column}>Make everybody’s list</Button>
          : <Notice>You may look. Somebody with the role marketer can make this list: send them the address of this page.</Notice>}
      </form>
      <aside className={styles.preview} aria-label="What people would get">
        <h2 className={styles.stepTitle}>What people would get</h2>
        <Preview draft={now} change={change} />
      </aside>
    </div>
  );
}

export function NewRecommended() {
  const [query] = useSearchParams();
  const run = Number(query.get("run"));
  const column = query.get("column");
  return (
    <Page title="Recommend items" back={kBack} lead={`Everybody gets a list of the ${column ? several(column) : "things"} they are most likely to want.`}>
      {run > 0 ? <Making run={run} /> : <Form />}
    </Page>
  );
}
