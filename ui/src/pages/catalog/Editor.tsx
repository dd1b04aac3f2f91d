import { Button } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useMutation, useQueries, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { useSearchParams } from "react-router";
import { useMay } from "../../app/me";
import { api, ask, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useUnfinished } from "../../api/runs";
import { LeaveGuard } from "../../parts/LeaveGuard";
import { Notice, Section } from "../../parts/Page";
import { AddColumn } from "./AddColumn";
import { useTyped } from "./draft";
import { EventsList, type SeenEvent } from "./EventsList";
import { Grid, type Shape } from "./Grid";
import { draftOf, guessRule, isComplete, kUsualColumns, same, textOfDraft, withColumn, withoutColumn, type Draft } from "./mapping";
import { SaveBar } from "./SaveBar";
import { Saving, type Runs } from "./Saving";
import { Standing } from "./Standing";
import { TextView } from "./TextView";
import styles from "./catalog.module.css";

// What cells say by themselves.
const kSaidInCells = new Set(["empty_column", "not_a_number", "rare_key"]);
const kWaitMs = 300;

const shapeQuery = (event: string) => ({
  queryKey: ["event_shape", event],
  queryFn: () => ask(api.GET("/v1/spaces/{space}/event_names/{event}/properties", { params: { path: { ...here, event } } })),
  staleTime: 60_000,
});

export function Editor({ seen, catalog, suggestion }: {
  seen: SeenEvent[];
  catalog: Schema<"Catalog"> | null;
  suggestion: Schema<"Suggestion"> | null;
}) {
  const queries = useQueryClient();
  const may_change = useMay("marketer");
  const [query, setQuery] = useSearchParams();
  const is_text = query.get("view") === "text";
  const { typed, setTyped, forget } = useTyped();
  const top = useRef<HTMLDivElement>(null);

  const source = catalog?.mapping ?? suggestion?.mapping;
  const base = useMemo((): Draft => (source ? draftOf(source) : { rules: [], columns: kUsualColumns }), [source]);
  const version = catalog?.version ?? 0;
  const draft = typed?.draft ?? base;
  const is_changed = !!typed && (typed.text !== null || !same(typed.draft, base));
  const change = (next: Draft) => setTyped({ version: typed?.version ?? version, draft: next, text: null });
  useEffect(() => {
    // Typed back to what is saved, or just saved: an added column that is empty is still being typed.
    if (typed && typed.text === null && same(typed.draft, base) && typed.draft.columns.length === base.columns.length) forget();
  }, [typed, base, forget]);

  const now = typed?.text ?? textOfDraft(draft);
  const [text] = useDebouncedValue(now, kWaitMs);
  const check = useAsk(["catalog_check", text], (signal) =>
    api.POST("/v1/spaces/{space}/catalog/previews", { params: { path: here }, body: { text }, signal }),
    { enabled: (typed?.text ?? null) !== null || draft.rules.some(isComplete) });
  const coverage = useMemo(() => new Map(check.data?.rules.map((rule) => [rule.event, rule]) ?? []), [check.data]);
  const changeText = (next: string) => setTyped({ version: typed?.version ?? version, draft, text: next });
  useEffect(() => {
    // The grid follows the text as soon as that says a mapping.
    if (typed?.text !== undefined && typed.text !== null && typed.text === text && check.data?.mapping && !check.isPlaceholderData) {
      const read = draftOf(check.data.mapping);
      if (!same(read, typed.draft)) setTyped({ ...typed, draft: read });
    }
  }, [typed, text, check.data, check.isPlaceholderData, setTyped]);

  const shape_answers = useQueries({ queries: draft.rules.map(({ event }) => shapeQuery(event)) });
  const shapes = new Map<string, Shape>();
  draft.rules.forEach(({ event }, at) => {
    const shape = shape_answers[at]?.data;
    if (shape) shapes.set(event, { properties: shape.data, sampled: shape.samples });
  });

  const [busy, setBusy] = useState<string | null>(null);
  const toggle = async (event: string, is_chosen: boolean) => {
    if (!is_chosen) return change({ ...draft, rules: draft.rules.filter((rule) => rule.event !== event) });
    const known = [base, suggestion ? draftOf(suggestion.mapping) : base].flatMap(({ rules }) => rules).find((rule) => rule.event === event);
    if (known) return change({ ...draft, rules: [...draft.rules, known] });
    setBusy(event);
    const shape = await queries.fetchQuery(shapeQuery(event)).catch(() => null);
    setBusy(null);
    change({ ...draft, rules: [...draft.rules, guessRule(event, shape?.data ?? [], draft)] });
  };

  const [own_runs, setOwnRuns] = useState<Runs | null>(null);
  const map_going = useUnfinished(["catalog"]).data?.id;
  const train_going = useUnfinished(["train"]).data?.id;
  const runs = own_runs ?? (map_going || train_going ? { map: map_going, train: train_going } : null);
  const is_mapping = map_going !== undefined;
  const models = useAsk(["models"], (signal) => api.GET("/v1/spaces/{space}/models", { params: { path: here }, signal }));
  const serving = models.data && (models.data.data.find((model) => model.held_back === null) ?? null);
  const onMapped = useCallback(() => void queries.invalidateQueries({ queryKey: ["catalog"] }), [queries]);
  const save = useMutation({
    mutationFn: async () => {
      const map = await ask(api.PUT("/v1/spaces/{space}/catalog", { params: { path: here }, body: { text: now } }));
      const train = await ask(api.POST("/v1/spaces/{space}/models", { params: { path: here }, body: {} }));
      return { map: map.id, train: train.id };
    },
    onSuccess: (started) => {
      setOwnRuns(started);
      if (typed?.text !== null && typed) setTyped({ ...typed, text: null });
      setQuery({}, { replace: true });
      top.current?.scrollIntoView({ block: "start" });
    },
  });
  const may = may_change && !is_mapping && !save.isPending;
  const problem = check.data && !check.isPlaceholderData ? check.data.problem : null;
  const is_read = !is_text || (now === text && !check.isPlaceholderData);  // a text may be saved once it was understood
  const general = check.data?.warnings.filter(({ code }) => !kSaidInCells.has(code)) ?? [];
  const left_out = new Map(suggestion?.left_out.map(({ event, why }) => [event, why]) ?? []);
  const by_event = new Map(shape_answers.map((answer, at) => [draft.rules[at]?.event ?? "", answer.data?.data ?? []]));
  const is_suggestion_open = suggestion && !same(draft, draftOf(suggestion.mapping));
  const showText = (yes: boolean) => setQuery(yes ? { view: "text" } : {}, { replace: true });
  return (
    <div ref={top} className={styles.editor}>
      {runs ? <Saving runs={runs} serving={serving} onMapped={onMapped} close={() => setOwnRuns(null)} />
        : <Standing catalog={catalog} suggestion={suggestion} draft={draft} coverage={coverage} />}
      {!may_change && <Notice>You may look, not change: the catalog is for marketers and admins.</Notice>}
      {typed && is_changed && typed.version !== version && !runs && (
        <Notice>Version {version} of the catalog was saved since you began. Saving yours takes its place.</Notice>
      )}
      {!is_text && (
        <>
          <Section title="Interaction events" note="What shows that somebody is interested. 3 to 7 are best. Goals are what is predicted: the strongest sign of interest.">
            <EventsList seen={seen} draft={draft} coverage={coverage} left_out={left_out} may={may} busy={busy}
                        toggle={(event, is_chosen) => void toggle(event, is_chosen)} />
          </Section>
          {draft.rules.length > 0 && (
            <Section title="Columns" note="For each event, the property that fills each column. Shares are of a sample of the events."
                     aside={<AddColumn draft={draft} shapes={shapes} disabled={!may}
                                       add={(column, leaf) => change(withColumn(draft, column, leaf, by_event))} />}>
              <Grid draft={draft} shapes={shapes} coverage={coverage} may={may} change={change}
                    changeColumn={(name, what) => change(what === "remove" ? withoutColumn(draft, name)
                      : { ...draft, columns: draft.columns.map((one) => (one.name === name ? { name, type: what } : one)) })} />
            </Section>
          )}
        </>
      )}
      {is_text && (
        <Section title="As text" note="The same mapping as a file: to keep it, to bring it elsewhere, to edit it by hand.">
          <TextView text={typed?.text ?? check.data?.toml ?? ""} problem={problem} may={may} change={changeText} />
        </Section>
      )}
      {general.length > 0 && (
        <Section title="What the data says">
          <ul className={styles.warnings}>{general.map(({ message }) => <li key={message}>{message}</li>)}</ul>
        </Section>
      )}
      <p className={styles.turns}>
        <Button variant="default" size="compact-md" disabled={is_text && problem !== null} onClick={() => showText(!is_text)}>
          {is_text ? "Back to the grid" : may_change ? "Edit as text" : "Show as text"}
        </Button>
        {is_suggestion_open && !is_text && (
          <Button variant="default" size="compact-md" disabled={!may} onClick={() => change(draftOf(suggestion.mapping))}>
            Take the suggestion
          </Button>
        )}
      </p>
      {may_change && (
        <SaveBar draft={draft} is_first={!catalog} is_changed={is_changed} problem={problem} error={save.error} is_busy={save.isPending || is_mapping}
                 is_read={is_read} save={() => save.mutate()} discard={forget} />
      )}
      <LeaveGuard when={is_changed && !is_mapping} kept="Your changes to the catalog are not saved. They wait here until this tab is closed." />
    </div>
  );
}
