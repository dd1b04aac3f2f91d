import { Button } from "@mantine/core";
import { useDebouncedCallback, useDebouncedValue } from "@mantine/hooks";
import { useState, type ReactNode } from "react";
import { Link, useSearchParams } from "react-router";
import { useUnfinished } from "../../api/runs";
import { ApiError } from "../../api/client";
import { EmptyState, Page, Section } from "../../parts/Page";
import { RefreshChoice } from "../../parts/RefreshChoice";
import { RunProgress } from "../../parts/RunProgress";
import { Awaited, Trouble, Waiting } from "../../parts/Trouble";
import { suggestedName } from "../../words/audience";
import { useAudiences, useColumns, useModels, usePreview, type CatalogColumn } from "./ask";
import styles from "./audiences.module.css";
import { draftOf, queryOf, type Draft } from "./draft";
import { NameStep } from "./NameStep";
import { pointNow, SizeStep } from "./SizeStep";
import { TargetStep } from "./TargetStep";
import { WhyThese } from "./WhyThese";

const kDragMs = 200;

function useDraft() {
  const [query, setQuery] = useSearchParams();
  const [draft, setDraft] = useState(() => draftOf(query));
  const keep = useDebouncedCallback((next: Draft) => setQuery(queryOf(next), { replace: true, preventScrollReset: true }), kDragMs);
  const set = (change: Partial<Draft>) => {
    const next = { ...draft, ...change };
    setDraft(next);
    keep(next);
  };
  return { draft, set };
}

// A step that opens when the one before is answered.
function Step({ title, note, is_open, children }: { title: string; note: string; is_open: boolean; children: ReactNode }) {
  return (
    <div className={styles.step} data-open={is_open}>
      <Section title={title} note={note}>{is_open && children}</Section>
    </div>
  );
}

function Steps({ columns }: { columns: CatalogColumn[] }) {
  const { draft, set } = useDraft();
  const [settled] = useDebouncedValue(draft, kDragMs);
  const preview = usePreview(settled);
  const { data: audiences } = useAudiences();
  const taken = (audiences?.data ?? []).map(({ name }) => name);
  const { answer, known_only } = preview.data ?? {};
  const has_target = !!draft.value && columns.some(({ name }) => name === draft.column);
  const is_stale = answer?.target.column !== draft.column || answer.target.value !== draft.value || known_only !== draft.known_only;
  const is_open = has_target && !!answer;
  return (
    <>
      <Section title="1. What shall they want?" note="A property of your catalog, and one value of it.">
        <TargetStep columns={columns} draft={draft} set={set} />
      </Section>
      <Step title="2. How many people?" is_open={has_target}
            note="The likeliest come first. Drag along the curve: more people bring more, and each further one less.">
        <Trouble error={preview.error} retry={() => void preview.refetch()} />
        {answer ? <SizeStep answer={answer} draft={draft} set={set} is_stale={is_stale} /> : !preview.error && <Waiting lines={8} />}
      </Step>
      <Step title="3. Why these people" note="What raises their probability, and for how many of them it is among the three strongest reasons."
            is_open={is_open}>
        {answer && <WhyThese answer={answer} />}
      </Step>
      <Step title="4. How it stays true" note="People change; an audience can follow." is_open={is_open}>
        <RefreshChoice value={draft.refresh} what="The audience" onChange={(refresh) => set({ refresh })} label="After it was computed" />
        <p className={styles.later}>
          Later, here: conditions on who may be in it, a holdout to measure what it brings, and destinations to send it to.
        </p>
      </Step>
      <Step title="5. Name it" note="You find it by this name, under Audiences." is_open={is_open}>
        {answer && (
          <NameStep draft={draft} set={set} size={pointNow(answer, draft).size} taken={taken}
                    suggested={suggestedName(draft.column, draft.value, answer.goals, taken)} />
        )}
      </Step>
    </>
  );
}

// What has to be there first, with the way to it; a run that is making it shows how far it is.
function NotYet({ has_catalog }: { has_catalog: boolean }) {
  const { data: run } = useUnfinished(["catalog", "train", "demo", "import"]);
  return (
    <EmptyState title={has_catalog ? "Nothing has been learned yet" : "First say what your products are"}
                actions={<Button component={Link} to="/catalog">Open the catalog</Button>}>
      {has_catalog ? (
        <p>There is a catalog, but no model that has learned from it. Learning takes from seconds to a few minutes.</p>
      ) : (
        <p>An audience is about a property of your products, such as Category = Binders. The catalog says which events are
          about products and where their properties stand; Likely proposes one from what it has seen.</p>
      )}
      {run && <RunProgress id={run.id} title="In the making" />}
    </EmptyState>
  );
}

export function NewAudience() {
  const columns = useColumns();
  const models = useModels();
  const is_pending = columns.isPending || models.isPending;
  const is_unmapped = columns.error instanceof ApiError && columns.error.status === 404;
  return (
    <Page title="Product based audience" back={{ to: "/audiences", text: "Audiences" }}
          lead="The people who are most likely to want one thing, and how many of them to take.">
      {is_pending ? <Waiting lines={8} /> : is_unmapped || models.data?.data.length === 0 ? (
        <NotYet has_catalog={!is_unmapped} />
      ) : (
        <Awaited asked={columns}>{({ data }) => <Steps columns={data} />}</Awaited>
      )}
    </Page>
  );
}
