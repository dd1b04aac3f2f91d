import { Button, SegmentedControl, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, ApiError, ask, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useMay } from "../../app/me";
import { Copy } from "../../parts/Copy";
import { Notice, Page, PageLink, Section } from "../../parts/Page";
import { Awaited, Trouble } from "../../parts/Trouble";
import styles from "./connect.module.css";
import { FirstEvent } from "./FirstEvent";
import { kKindNames, kKinds, kKindWords, snippet, type Kind } from "./snippets";

interface Made {
  id: number;
  name: string;
  write_key: string;
}

function Name({ onMade }: { onMade: (made: Made) => void }) {
  const may = useMay("marketer");
  const [name, setName] = useState("Website");
  const queries = useQueryClient();
  const make = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/sources", { params: { path: here }, body: { name } })),
    onSuccess: (made) => {
      void queries.invalidateQueries({ queryKey: ["sources"] });
      onMade(made);
    },
  });
  const problem = make.error instanceof ApiError ? make.error.of("name") : undefined;
  return (
    <>
      <form className={styles.name} onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        <TextInput label="Name of the source" description="One for each place that sends: a website, a shop server, a till." value={name}
                   required withAsterisk={false} maxLength={200} error={problem} disabled={!may}
                   onChange={(event) => setName(event.currentTarget.value)} />
        <Button type="submit" loading={make.isPending} disabled={!may || name.trim() === ""}>Make the source</Button>
      </form>
      {!problem && <Trouble error={make.error} />}
      {!may && <Notice>A marketer or an admin has to make the source.</Notice>}
      <p className={styles.other}>Have one already? Take a further write key at <PageLink to="/sources">Sources</PageLink>.</p>
    </>
  );
}

// After a reload the key is not there any more: nobody can read it again, only make another one.
function Again({ id, name, onMade }: { id: number; name: string; onMade: (made: Made) => void }) {
  const make = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/sources/{source}/write_keys", { params: { path: { ...here, source: id } } })),
    onSuccess: ({ write_key }) => onMade({ id, name, write_key }),
  });
  return (
    <>
      <Notice>Write keys are shown once. To see the lines for <strong>{name}</strong> with a key in them, make a further one; the old ones go on working.</Notice>
      <div className={styles.again}><Button loading={make.isPending} onClick={() => make.mutate()}>Make a further write key</Button></div>
      <Trouble error={make.error} />
    </>
  );
}

function Lines({ made }: { made: Made }) {
  const [query, setQuery] = useSearchParams();
  const asked = query.get("with") as Kind | null;
  const kind = asked && kKinds.includes(asked) ? asked : "browser";
  const set = (next: string) => setQuery((old) => { old.set("with", next); return old; }, { replace: true });
  return (
    <>
      <Copy text={made.write_key} label="the write key" />
      <p className={styles.once}>This is the write key of <strong>{made.name}</strong>. It is shown now and never again; it can only write, so it may stand in a page.</p>
      <SegmentedControl className={styles.kinds} aria-label="Where it goes" value={kind} onChange={set}
                        data={kKinds.map((value) => ({ value, label: kKindNames[value] }))} />
      <p className={styles.kindWords}>{kKindWords[kind]}</p>
      <Copy text={snippet(kind, window.location.origin, made.write_key)} label={`the lines for ${kKindNames[kind]}`} />
    </>
  );
}

// Makes a source, shows what to paste, and waits for the first event.
export function Connect() {
  const [made, setMade] = useState<Made | null>(null);
  const [query, setQuery] = useSearchParams();
  const id = Number(query.get("source"));
  const sources = useAsk(["sources"], (signal) => api.GET("/v1/spaces/{space}/sources", { params: { path: here }, signal }),
    { enabled: id > 0 });
  const keep = (next: Made) => {
    setMade(next);
    setQuery((old) => { old.set("source", String(next.id)); return old; }, { replace: true });
  };
  const name = made?.name ?? sources.data?.data.find((one) => one.id === id)?.name;
  const has_key = made !== null && made.id === id;
  return (
    <Page title="Connect a website or server" back={{ to: "/sources", text: "Sources" }}
          lead="Events come in as they happen, in the format of the common analytics libraries.">
      <Section title="1. The source">
        {has_key ? <Lines made={made} /> : id > 0 ? (
          <Awaited asked={sources}>
            {() => (name ? <Again id={id} name={name} onMade={keep} /> : <Name onMade={keep} />)}
          </Awaited>
        ) : <Name onMade={keep} />}
      </Section>
      <Section title="2. The first event">
        {name ? <FirstEvent source={name} /> : <p className={styles.other}>It shows up here a second after it was sent.</p>}
      </Section>
    </Page>
  );
}
