import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate, useParams, useSearchParams } from "react-router";
import { api, ask, here, type Schema } from "../../api/client";
import { useAsk, useList } from "../../api/asking";
import { useUnfinished } from "../../api/runs";
import { useMay } from "../../app/me";
import { Confirm } from "../../parts/Confirm";
import { Downloads } from "../../parts/Downloads";
import { ItemList, ItemName } from "../../parts/ItemList";
import { Answer, Facts, Page, PageLink, Section } from "../../parts/Page";
import { Picture, webAddress } from "../../parts/Picture";
import { RunProgress } from "../../parts/RunProgress";
import { Awaited, Trouble } from "../../parts/Trouble";
import { count, percent, plural } from "../../words/numbers";
import { nameOf, profilePath } from "../../words/people";
import { ago, date, exact } from "../../words/times";
import { conditionInWords, doneInWords, several } from "./draft";
import { ReadIt } from "./ReadIt";
import { KeepTrue } from "./KeepTrue";
import styles from "./recommended.module.css";

type Trait = Schema<"Trait">;
const kPeople = 4;
const kFirst = 5;

function definitionInWords({ definition }: Trait): string {
  const done = (definition.exclude ?? []).map(doneInWords);
  const where = (definition.exclude_where ?? []).map(conditionInWords);
  const who = definition.known_only ? "Only people with a user id have one." : "Visitors who never signed in have one, too.";
  if (done.length + where.length === 0) return `Nothing is left out. ${who}`;
  const parts = [
    done.length > 0 ? `Each person’s list leaves out ${done.join(", and ")}.` : "",
    where.length > 0 ? `Nobody gets anything of which ${where.join(", or ")}.` : "",
  ];
  return `${parts.filter(Boolean).join(" ")} ${who}`;
}

function Frequent({ trait }: { trait: Trait }) {
  const frequent = trait.frequent ?? [];
  return (
    <ol className={styles.bars} aria-label="Most recommended">
      {frequent.map(({ value, profiles, item }) => (
        <li key={value}>
          <span className={styles.barPicture}>{(item.image || item.name) && <Picture address={webAddress(item.image)} name={item.name ?? value} />}</span>
          <ItemName item={item} value={value} />
          <span className={styles.barCount}>{plural(profiles, "person", "people")} <span>· {percent(profiles / trait.profiles)}</span></span>
          <progress max={trait.profiles} value={profiles} aria-hidden="true" />
        </li>
      ))}
    </ol>
  );
}

function SomePeople({ trait }: { trait: Trait }) {
  const people = useList<Schema<"ListedPerson">, Schema<"ListedPeople">>(["trait people", trait.key, trait.refreshed_at], (cursor, signal) =>
    api.GET("/v1/spaces/{space}/traits/{trait}/people", {
      params: { path: { ...here, trait: trait.key }, query: { limit: kPeople, cursor, reasons: "true" } }, signal,
    }));
  return (
    <Awaited asked={{ ...people, data: people.rows }} lines={8}>
      {(rows) => (
        <>
          <div className={styles.lists}>
            {rows.map((person) => (
              <div key={person.profile_id}>
                <p className={styles.whose}><PageLink to={profilePath(person.profile_id)}>{nameOf(person)}</PageLink></p>
                <ItemList values={person.values} shown={kFirst} label={`The list of ${nameOf(person)}`} empty="An empty list: all that fits is left out." />
              </div>
            ))}
          </div>
          {people.hasNextPage && (
            <Button mt="md" size="sm" variant="default" loading={people.isFetchingNextPage} onClick={() => void people.fetchNextPage()}>
              Show more people
            </Button>
          )}
        </>
      )}
    </Awaited>
  );
}

function TakeAway({ trait }: { trait: Trait }) {
  const may = useMay("marketer");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const remove = async () => {
    await ask(api.DELETE("/v1/spaces/{space}/traits/{trait}", { params: { path: { ...here, trait: trait.key } } }));
    void queries.invalidateQueries({ queryKey: ["traits"] });
    void navigate("/recommended", { replace: true });
  };
  return (
    <>
      <Section title="Take it away" note="Everybody’s list in one file: profile id, user id, anonymous id, email, and the values as an ordered list.">
        <Downloads kind="traits" id={trait.key} />
      </Section>
      {may && (
        <Section title="Delete" note="The lists go at once, and whoever reads them finds nothing. The key stays taken.">
          <Confirm button="Delete these lists" title={`Delete “${trait.name}”?`} action="Delete" typed={trait.key} doIt={remove}>
            <p>The lists of {plural(trait.profiles, "person", "people")} go. This cannot be undone; a new one has to have another key.</p>
          </Confirm>
        </Section>
      )}
    </>
  );
}

// The run that is refreshing it, started here or elsewhere.
function useRefresh(key: string) {
  const [query, setQuery] = useSearchParams();
  const { data: found } = useUnfinished(["trait.refresh"]);
  const start = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/traits/{trait}/refresh", { params: { path: { ...here, trait: key } } })),
    onSuccess: (run) => setQuery({ run: String(run.id) }, { replace: true }),
  });
  const elsewhere = found && (found.arguments as { trait?: string }).trait === key ? found.id : undefined;
  return { start, run: Number(query.get("run")) || elsewhere };
}

function Shown({ trait }: { trait: Trait }) {
  const { definition } = trait;
  return (
    <>
      <Answer note={definitionInWords(trait)}>
        <strong>{count(trait.profiles)}</strong> {trait.profiles === 1 ? "person has" : "people have"} a list of up to{" "}
        <strong>{definition.count}</strong> {several(definition.column)} they are most likely to want.
      </Answer>
      <Facts facts={[
        { what: "Computed", value: ago(trait.refreshed_at), note: exact(trait.refreshed_at) },
        { what: "From what was known on", value: date(trait.as_of), note: `by the model ${trait.model}` },
        { what: "The chance is that of", value: (definition.goals ?? []).join(" or "), note: `within ${plural(definition.horizon_days ?? 30, "day")}` },
        { what: "Key", value: trait.key, note: "never changes" },
      ]} />
      <Section title="Most recommended" note="On how many people’s lists a value stands.">
        <Frequent trait={trait} />
      </Section>
      <Section title="Some people and their lists" note="The newest people first; the chance of each, and why, by the model that serves now.">
        <SomePeople trait={trait} />
      </Section>
      <ReadIt trait={trait} />
      <KeepTrue key={trait.key} trait={trait} />
      <TakeAway trait={trait} />
    </>
  );
}

export function TraitPage() {
  const key = useParams().id ?? "";
  const may = useMay("marketer");
  const trait = useAsk(["trait", key], (signal) =>
    api.GET("/v1/spaces/{space}/traits/{trait}", { params: { path: { ...here, trait: key } }, signal }));
  const { start, run } = useRefresh(key);
  return (
    <Page title={trait.data?.name ?? key} back={{ to: "/recommended", text: "Recommended items" }}
          actions={may && trait.data && <Button loading={start.isPending} disabled={!!run && start.isPending} onClick={() => start.mutate()}>Refresh now</Button>}>
      <Trouble error={start.error} />
      {run && <RunProgress key={run} id={run} title="Everybody’s list is being made anew" />}
      <Awaited asked={trait}>{(shown) => <Shown trait={shown} />}</Awaited>
    </Page>
  );
}
