import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "react-router";
import { api, ask, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useMay } from "../../app/me";
import { Confirm } from "../../parts/Confirm";
import { Copy } from "../../parts/Copy";
import { Notice, Page, PageLink, Section } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited, Trouble } from "../../parts/Trouble";
import { ago, exact } from "../../words/times";
import styles from "./sources.module.css";

type Source = Schema<"Source">;

function Keys({ source }: { source: Source }) {
  const queries = useQueryClient();
  const changed = () => queries.invalidateQueries({ queryKey: ["sources"] });
  const path = { ...here, source: source.id };
  const add = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/sources/{source}/write_keys", { params: { path } })),
    onSuccess: changed,
  });
  const revoke = async (write_key: number) => {
    await ask(api.DELETE("/v1/spaces/{space}/sources/{source}/write_keys/{write_key}", { params: { path: { ...path, write_key } } }));
    await changed();
  };
  return (
    <Section title="Write keys" note="To change a key without losing an event: add one, use it everywhere, then revoke the old one."
             aside={<Button variant="default" size="compact-md" loading={add.isPending} onClick={() => add.mutate()}>Add a key</Button>}>
      {add.data && (
        <div className={styles.fresh}>
          <Copy text={add.data.write_key} label="the new write key" />
          <p className={styles.quiet}>Shown now and never again. Copy it to where events are sent from.</p>
        </div>
      )}
      <Trouble error={add.error} />
      {source.write_keys.length === 0 ? <p className={styles.quiet}>No key is left: this source cannot send.</p> : (
        <Table caption="Only the beginning of a key is kept to tell it by" rows={source.write_keys} keyOf={({ id }) => id} columns={[
          { head: "Key", cell: ({ hint }) => <code className={styles.hint}>{hint}…</code> },
          { head: "Made", cell: ({ created_at }) => <span title={exact(created_at)}>{ago(created_at)}</span> },
          { head: "Last used", cell: ({ last_use }) => (last_use ? <span title={exact(last_use)}>{ago(last_use)}</span> : "not yet") },
          { head: "", align: "right", cell: ({ id, hint }) => (
            <Confirm button="Revoke" title={`Revoke ${hint}…`} action="Revoke the key" size="compact-sm" doIt={() => revoke(id)}>
              Whatever sends with this key is refused from now on, at once. Events that came in stay.
            </Confirm>
          ) },
        ]} />
      )}
    </Section>
  );
}

// One source: its keys, the way to its events, removing it.
export function SourcePage() {
  const may = useMay("marketer");
  const { id } = useParams();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const sources = useAsk(["sources"], (signal) => api.GET("/v1/spaces/{space}/sources", { params: { path: here }, signal }),
    { enabled: may });
  const source = sources.data?.data.find((one) => one.id === Number(id));
  const remove = async () => {
    await ask(api.DELETE("/v1/spaces/{space}/sources/{source}", { params: { path: { ...here, source: Number(id) } } }));
    await queries.invalidateQueries({ queryKey: ["sources"] });
    void navigate("/sources");
  };
  return (
    <Page title={source?.name ?? "Source"} back={{ to: "/sources", text: "Sources" }}
          lead={source && <>Made {ago(source.created_at)}. Its events show up <PageLink to={`/sources/debugger?source=${encodeURIComponent(source.name)}`}>as they come</PageLink>.</>}
          actions={source && <Button component={Link} to={`/connect?source=${source.id}`} variant="default">Lines to paste</Button>}>
      {!may && <Notice>Sources and their keys are for marketers and admins.</Notice>}
      {may && (
        <Awaited asked={sources}>
          {() => (source ? (
            <>
              <Keys source={source} />
              <Section title="Remove this source" note="Its keys stop working and it leaves the list. Events that came in stay.">
                <Confirm button="Remove the source" title={`Remove ${source.name}`} action="Remove it" doIt={remove}>
                  Whatever sends with its keys is refused from now on, at once. This cannot be undone; a new source gets new keys.
                </Confirm>
              </Section>
            </>
          ) : <p>There is no such source; it may have been removed.</p>)}
        </Awaited>
      )}
    </Page>
  );
}
