import { Switch, Tabs } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, ask, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useMay } from "../../app/me";
import { Copy } from "../../parts/Copy";
import { PageLink, Section } from "../../parts/Page";
import { Trouble } from "../../parts/Trouble";
import { askedBy, nameOf } from "../../words/people";
import { curlCall, pageSnippet, scriptCall } from "./calls";
import styles from "./recommended.module.css";

type Trait = Schema<"Trait">;

// Somebody who has a list, by whom the calls can be tried: one with a user id when there is one.
function useExample(key: string) {
  const { data } = useAsk(["trait people", key, "example"], (signal) =>
    api.GET("/v1/spaces/{space}/traits/{trait}/people", { params: { path: { ...here, trait: key }, query: { limit: 100 } }, signal }));
  const people = data?.data.filter(({ values }) => values.length > 0) ?? [];
  return people.find(({ user_id }) => user_id) ?? people.find(({ email }) => email) ?? people[0];
}

function Public({ trait }: { trait: Trait }) {
  const may = useMay("marketer");
  const queries = useQueryClient();
  // The switch shows what was chosen in the same moment; the server has the last word.
  const [chosen, setChosen] = useState<boolean>();
  const set = useMutation({
    mutationFn: (to: boolean) => ask(api.PUT("/v1/spaces/{space}/traits/{trait}/public", {
      params: { path: { ...here, trait: trait.key } }, body: { public: to },
    })),
    onSettled: async () => {
      await queries.invalidateQueries({ queryKey: ["trait", trait.key] });
      setChosen(undefined);
    },
  });
  const choose = (to: boolean) => {
    setChosen(to);
    set.mutate(to);
  };
  const is_public = chosen ?? trait.public;
  return (
    <Section title="On your web pages" note={
      "A page can show its visitor their own list, with nothing but a write key and the visitor’s anonymous id: nobody else’s, "
      + "and nothing else. Off, pages cannot read it; your servers can all the same."
    }>
      <div className={styles.stack}>
        <Switch checked={is_public} disabled={!may} label="Web pages may read it" onChange={(event) => choose(event.currentTarget.checked)}
                description={may ? undefined : "Somebody with the role marketer can change this."} />
        <Trouble error={set.error} />
        {is_public && <Copy text={pageSnippet(window.location.origin, trait.key)} label="the snippet for a page" />}
        {is_public && <p className={styles.definition}>A write key is made under <PageLink to="/sources">Sources</PageLink>.</p>}
      </div>
    </Section>
  );
}

// How others get at it: a server by a token, a page by a write key.
export function ReadIt({ trait }: { trait: Trait }) {
  const [query, setQuery] = useSearchParams();
  const example = useExample(trait.key);
  const who = example ? askedBy(example) : "user_id:SOMEBODY";
  const server = window.location.origin;
  const tab = query.get("call") === "script" ? "script" : "curl";
  const choose = (next: string | null) => setQuery((now) => {
    now.set("call", next ?? "curl");
    return now;
  }, { replace: true, preventScrollReset: true });
  return (
    <>
      <Section title="From your servers" note={
        <>
          The Profile API answers in milliseconds. It asks for a token that may read profiles (<PageLink to="/settings/tokens">make one</PageLink>),
          which must never be in a page or an app.{example && <> Here for {nameOf(example)}; put any user id, email or anonymous id in its place.</>}
        </>
      }>
        <Tabs value={tab} onChange={choose} keepMounted={false}>
          <Tabs.List>
            <Tabs.Tab value="curl">curl</Tabs.Tab>
            <Tabs.Tab value="script">JavaScript</Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="curl"><div className={styles.calls}><Copy text={curlCall(server, who, trait.key)} label="the call with curl" /></div></Tabs.Panel>
          <Tabs.Panel value="script"><div className={styles.calls}><Copy text={scriptCall(server, who, trait.key)} label="the call in JavaScript" /></div></Tabs.Panel>
        </Tabs>
      </Section>
      <Public trait={trait} />
    </>
  );
}
