import { useParams, useSearchParams } from "react-router";
import { api, ApiError, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useUnfinished } from "../../api/runs";
import { ItemList } from "../../parts/ItemList";
import { Answer, EmptyState, Facts, Page, PageLink, Section } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { Table } from "../../parts/Table";
import { Awaited, Trouble, Waiting } from "../../parts/Trouble";
import { goalWords } from "../../words/goals";
import { count, percent, plural } from "../../words/numbers";
import { nameOf, namesOf, profilePath } from "../../words/people";
import { ago, date } from "../../words/times";
import { Erase } from "./Erase";
import { Given } from "./Given";
import { Timeline } from "./Timeline";
import styles from "./profiles.module.css";

type Profile = Schema<"Profile">;
const kFirst = 5;

function Wants({ profile }: { profile: Profile }) {
  const { recommended, model } = profile;
  const best = recommended[0];
  if (!best) {
    return (
      <Answer note={model
        ? `Nothing they did before ${date(model.as_of)}, when the model learned, was an interaction of the catalog. The next training takes in what came since.`
        : "No model has learned yet."}>
        What this person is most likely to want is <strong>not known yet</strong>.
      </Answer>
    );
  }
  return (
    <Answer note={model && `Within ${plural(model.horizon_days, "day")} of ${date(model.as_of)}, counted by ${model.goals.join(" or ")}; by the model ${model.name}.`}>
      Most likely to {model ? goalWords(model.goals).verb : "want"} <strong><bdi>{best.item.name ?? best.value}</bdi></strong>: the chance is <strong>{percent(best.probability)}</strong>.
    </Answer>
  );
}

function Memberships({ audiences }: { audiences: Profile["audiences"] }) {
  if (audiences.length === 0) return <p className={styles.soft}>In no audience.</p>;
  return (
    <Table caption="Audiences this person is in" rows={audiences} keyOf={({ key }) => key} columns={[
      { head: "Audience", cell: ({ key, name }) => <PageLink to={`/audiences/${encodeURIComponent(key)}`}><bdi>{name}</bdi></PageLink> },
      { head: "Probability", align: "right", cell: ({ probability }) => percent(probability) },
      { head: "Percentile", align: "right", cell: ({ percentile }) => percentile },
      { head: "Rank", align: "right", cell: ({ rank }) => count(rank) },
    ]} />
  );
}

function Lists({ traits }: { traits: Profile["traits"] }) {
  return (
    <div className={styles.lists}>
      {traits.map(({ key, name, refreshed_at, values }) => (
        <div key={key}>
          <p className={styles.listName}><PageLink to={`/recommended/${encodeURIComponent(key)}`}><bdi>{name}</bdi></PageLink></p>
          <p className={styles.soft}>computed {ago(refreshed_at)}</p>
          <ItemList values={values} shown={kFirst} label={name} empty="Empty: all that fits is left out." />
        </div>
      ))}
    </div>
  );
}

function Ids({ profile }: { profile: Profile }) {
  return (
    <>
      <Table caption="By these ids events find this person" rows={[...profile.external_ids, { type: "profile_id", id: profile.profile_id }]}
             keyOf={({ type, id }) => `${type}:${id}`} columns={[
        { head: "Type", cell: ({ type }) => <bdi>{type}</bdi> },
        { head: "Id", cell: ({ id }) => <bdi className={styles.id}>{id}</bdi> },
      ]} />
      {profile.merged.length > 0 && (
        <p className={styles.merged}>
          Was several profiles until an event showed that they are one person. What belonged to{" "}
          {profile.merged.map((id, at) => (
            <span key={id}>{at > 0 && ", "}<PageLink to={profilePath(id)}>{id}</PageLink></span>
          ))} belongs to this one, and their addresses lead here.
        </p>
      )}
    </>
  );
}

// How long ago, where that says more than the date does.
const since = (time: string | null) => (time && ago(time) !== date(time) ? ago(time) : undefined);

function Known({ profile }: { profile: Profile }) {
  return (
    <>
      <Wants profile={profile} />
      <Facts facts={[
        { what: "Events", value: count(profile.events), note: profile.event_counts[0] && `most often ${profile.event_counts[0].event || profile.event_counts[0].type}` },
        { what: "First seen", value: profile.first ? date(profile.first) : "never", note: since(profile.first) },
        { what: "Last seen", value: profile.last ? date(profile.last) : "never", note: since(profile.last) },
        { what: "Audiences", value: count(profile.audiences.length) },
      ]} />
      {profile.recommended.length > 0 && (
        <Section title="Most likely to want" note="Products by the model that serves, with the chance of each and what speaks for it.">
          <ItemList values={profile.recommended} label="Most likely to want" empty="" />
        </Section>
      )}
      {profile.traits.length > 0 && (
        <Section title="Recommended items" note="The lists as they are kept: what your website or mailing reads."><Lists traits={profile.traits} /></Section>
      )}
      <Section title="Audiences"><Memberships audiences={profile.audiences} /></Section>
      <Given id={profile.profile_id} />
      <Section title="What they did"><Timeline id={profile.profile_id} counts={profile.event_counts} /></Section>
      <Section title="Who this is"><Ids profile={profile} /></Section>
      <Erase profile={profile} />
    </>
  );
}

const isNobody = (error: unknown) => error instanceof ApiError && (error.status === 404 || error.status === 400);

function Nobody({ id, was_erased }: { id: string; was_erased: boolean }) {
  return was_erased
    ? (
      <EmptyState title="This person was erased" actions={<PageLink to="/profiles">To the profiles</PageLink>}>
        <p>Nothing of them is left in any file here. Backups, and files that you took away before, are not reached.</p>
      </EmptyState>
    )
    : (
      <EmptyState title="Nobody has this id" actions={<PageLink to="/profiles">Find a person</PageLink>}>
        <p>Nobody is known by {id}. The id may be misspelt (it is case sensitive), or the person was erased.</p>
      </EmptyState>
    );
}

// The run that erases this person, also when it was started elsewhere.
function useErasing(profile_id: string | undefined) {
  const [query] = useSearchParams();
  const { data: found } = useUnfinished(["erase"]);
  const elsewhere = found && profile_id && (found.arguments as { profile?: string }).profile === profile_id ? found.id : undefined;
  return Number(query.get("erasing")) || elsewhere;
}

export function ProfilePage() {
  const id = useParams().id ?? "";
  const profile = useAsk(["profile", id], (signal) =>
    api.GET("/v1/spaces/{space}/profiles/{profile}", { params: { path: { ...here, profile: id } }, signal }));
  const erasing = useErasing(profile.data?.profile_id);
  const is_gone = isNobody(profile.error);
  const name = profile.data && !is_gone ? nameOf(namesOf(profile.data.profile_id, profile.data.external_ids)) : is_gone ? "Nobody" : "A person";
  return (
    <Page title={name} back={{ to: "/profiles", text: "Profiles" }}>
      {erasing && <div className={styles.erasing}><RunProgress id={erasing} title="Erasing this person from every file" /></div>}
      {is_gone
        ? <Nobody id={id} was_erased={!!erasing} />
        : profile.isPlaceholderData ? <Waiting lines={8} /> : <Awaited asked={profile} lines={8}>{(known) => <Known profile={known} />}</Awaited>}
      {profile.data && !is_gone && <Trouble error={profile.error} />}
    </Page>
  );
}
