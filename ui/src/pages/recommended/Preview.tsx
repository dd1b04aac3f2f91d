import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { api, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { ItemList } from "../../parts/ItemList";
import { PageLink } from "../../parts/Page";
import { Awaited, Trouble } from "../../parts/Trouble";
import { goalWords } from "../../words/goals";
import { count, plural } from "../../words/numbers";
import { nameOf, profilePath } from "../../words/people";
import { date } from "../../words/times";
import { definitionOf, several, type Draft } from "./draft";
import styles from "./recommended.module.css";

type Answer = Schema<"TraitPreview">;
type Person = Schema<"ListedPerson">;
const kSettleMs = 250;

function usePreview(draft: Draft, people: string[], enabled: boolean) {
  const [definition] = useDebouncedValue(JSON.stringify(definitionOf(draft)), kSettleMs);
  return useAsk(["trait preview", definition, ...people], (signal) =>
    api.POST("/v1/spaces/{space}/traits/previews", {
      params: { path: here }, signal,
      body: { definition: JSON.parse(definition) as Schema<"TraitDefinition">, ...(people.length > 0 ? { people } : {}) },
    }), { enabled: enabled && !!draft.column });
}

function SomebodyElse({ look }: { look: (id: string) => void }) {
  const [text, setText] = useState("");
  const id = text.trim();
  return (
    <form className={styles.somebody} onSubmit={(event) => { event.preventDefault(); if (id) look(id); }}>
      <TextInput size="xs" aria-label="Somebody else, by an id" placeholder="email or user id" value={text}
                 onChange={(event) => setText(event.currentTarget.value)} />
      <Button size="xs" variant="default" type="submit" disabled={!id}>Look</Button>
    </form>
  );
}

// An id as the API wants it: of what was typed.
export function typedId(text: string): string {
  if (/^(prf_|[a-z_]+:)/.test(text)) return text;
  return text.includes("@") ? `email:${text}` : `user_id:${text}`;
}

function OneList({ person, draft }: { person: Person; draft: Draft }) {
  return (
    <div className={styles.oneList}>
      <p className={styles.whose}>
        <PageLink to={profilePath(person.profile_id)}>{nameOf(person)}</PageLink> would get
      </p>
      <ItemList key={person.profile_id} values={person.values} label={`What ${nameOf(person)} would get`} empty={person.eligible
        ? "Nothing: all that could be recommended is left out."
        : draft.known_only && !person.user_id
          ? "Nothing: only people with a user id get a list."
          : "Nothing: this person did nothing yet that the catalog knows as an interaction."} />
    </div>
  );
}

function about({ as_of, goals, horizon_days, values, excluded_values }: Answer, column: string): string {
  const left = excluded_values > 0 ? ` ${count(excluded_values)} of ${plural(values, "value")} of ${column} are left out for everybody.` : "";
  return `Beside each: how likely the person is to ${goalWords(goals).verb} it within ${plural(horizon_days, "day")} of ${date(as_of)}.${left}`;
}

// What people would get, made by the very function that will fill the lists.
export function Preview({ draft, change }: { draft: Draft; change: (part: Partial<Draft>) => void }) {
  const recent = usePreview(draft, [], true);
  const is_recent = !draft.person || recent.data?.people.some(({ profile_id }) => profile_id === draft.person);
  const other = usePreview(draft, [typedId(draft.person)], !!draft.person && !is_recent);
  const answer = recent.data;
  const person = is_recent
    ? answer?.people.find(({ profile_id }) => profile_id === draft.person) ?? answer?.people[0]
    : other.data?.people[0];
  if (!draft.column) return <p className={styles.quiet}>Choose what to recommend, and real people’s lists stand here.</p>;
  return (
    <Awaited asked={recent} lines={10}>
      {(shown) => (
        <div aria-busy={recent.isFetching || other.isFetching}>
          <p className={styles.quiet}>{about(shown, draft.column)}</p>
          <div className={styles.people} role="group" aria-label="Whose list">
            {shown.people.map((one) => (
              <button key={one.profile_id} type="button" aria-pressed={one.profile_id === person?.profile_id}
                      onClick={() => change({ person: one.profile_id })}><bdi>{nameOf(one)}</bdi></button>
            ))}
          </div>
          <SomebodyElse look={(id) => change({ person: id })} />
          <Trouble error={recent.error ?? (is_recent ? null : other.error)} />
          {person && <OneList person={person} draft={draft} />}
          {shown.people.length === 0 && <p className={styles.quiet}>Nobody who was active lately would get {several(draft.column)}.</p>}
        </div>
      )}
    </Awaited>
  );
}
