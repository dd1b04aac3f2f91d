import { Button, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { Link, useSearchParams } from "react-router";
import { api, here, type Schema } from "../../api/client";
import { useAsk, useList } from "../../api/asking";
import { EmptyState, Page, PageLink } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { count } from "../../words/numbers";
import { nameOf, profilePath } from "../../words/people";
import styles from "./profiles.module.css";

type Found = Schema<"FoundPerson">;
const kSettleMs = 250;
const kPage = 25;

// Each person once, however many of their ids begin so.
function people(rows: Found[]): Found[] {
  const seen = new Set<string>();
  return rows.filter(({ profile_id }) => !seen.has(profile_id) && seen.add(profile_id));
}

const isShown = ({ user_id, email, anonymous_id, profile_id, found }: Found) =>
  [user_id, email, anonymous_id, profile_id].includes(found.id);

function Results({ search }: { search: string }) {
  const found = useList<Found, Schema<"FoundPeople">>(["people", search], (cursor, signal) =>
    api.GET("/v1/spaces/{space}/profiles", { params: { path: here, query: { search: search || undefined, limit: kPage, cursor } }, signal }));
  return (
    <Awaited asked={{ ...found, data: found.rows }} lines={10}>
      {(rows) => (rows.length === 0
        ? (
          <EmptyState title="Nobody has an id that begins so">
            <p>
              Ids are case sensitive and are searched from their beginning: <q>ann@</q> finds ann@example.org, <q>example.org</q> does
              not. To look in one kind of id only, write it before: <q>user_id:4</q>.
            </p>
          </EmptyState>
        )
        : (
          <Table caption={search ? "People, by their ids" : "The newest people"} rows={people(rows)} keyOf={({ profile_id }) => profile_id} more={found} columns={[
            { head: "Person", cell: (one) => <PageLink to={profilePath(one.profile_id)}><bdi>{nameOf(one)}</bdi></PageLink> },
            { head: "User id", cell: ({ user_id }) => <bdi>{user_id}</bdi> },
            { head: "Anonymous id", cell: ({ anonymous_id }) => <bdi className={styles.id}>{anonymous_id}</bdi> },
            ...(search ? [{ head: "Found by", cell: (one: Found) => (isShown(one)
              ? one.found.type : <><span>{one.found.type}</span> <bdi className={styles.id}>{one.found.id}</bdi></>) }] : []),
          ]} />
        ))}
    </Awaited>
  );
}

export function Profiles() {
  const [query, setQuery] = useSearchParams();
  const [text, setText] = useState(query.get("q") ?? "");
  const [settled] = useDebouncedValue(text.trim(), kSettleMs);
  const status = useAsk(["status"], (signal) => api.GET("/v1/spaces/{space}/status", { params: { path: here }, signal }));
  const search = query.get("q") ?? "";
  useEffect(() => {
    setQuery(settled ? { q: settled } : {}, { replace: true });
  }, [settled, setQuery]);
  return (
    <Page title="Profiles" lead={status.data && status.data.profiles > 0
      ? `${count(status.data.profiles)} people. Look one up to see what they did, what they are most likely to want, and why.`
      : "Everybody whose events have arrived: what they did, and what they are most likely to want."}>
      {status.data?.profiles === 0
        ? (
          <EmptyState title="Nobody is known yet" actions={<Button component={Link} to="/import">Bring in a file</Button>}>
            <p>A profile begins with the first event of a person. Point your website here, or bring in a file of orders or views.</p>
          </EmptyState>
        )
        : (
          <>
            <TextInput type="search" label="Find a person" description="The beginning of an email, a user id, an anonymous id or a profile id." value={text}
                       autoComplete="off" spellCheck={false} className={styles.search} onChange={(event) => setText(event.currentTarget.value)} />
            <div className={styles.results}><Results search={search} /></div>
          </>
        )}
    </Page>
  );
}
