import { Button } from "@mantine/core";
import { Link } from "react-router";
import { api, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useMay } from "../../app/me";
import { EmptyState, Notice, Page, PageLink } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { plural } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import styles from "./sources.module.css";

const kPollMs = 10_000;
type Source = Schema<"Source">;

// When a source was heard from last, by any of its keys.
const lastUse = ({ write_keys }: Source) =>
  write_keys.map(({ last_use }) => last_use).filter((at) => at !== null).sort().at(-1);

export function Sources() {
  const may = useMay("marketer");
  const sources = useAsk(["sources"], (signal) => api.GET("/v1/spaces/{space}/sources", { params: { path: here }, signal }),
    { enabled: may, every_ms: kPollMs });
  const lead = "Where events come from. Each source has write keys of its own, which can only write.";
  if (!may) {
    return (
      <Page title="Sources" lead={lead}>
        <Notice>Sources and their keys are for marketers and admins. You can see the <PageLink to="/sources/debugger">events as they come</PageLink>.</Notice>
      </Page>
    );
  }
  const has_any = sources.data && sources.data.data.length > 0;
  return (
    <Page title="Sources" lead={lead} actions={has_any && (
      <>
        <Button component={Link} to="/sources/debugger" variant="default">Events as they come</Button>
        <Button component={Link} to="/import" variant="default">Import a file</Button>
        <Button component={Link} to="/connect">Connect a source</Button>
      </>
    )}>
      <Awaited asked={sources}>
        {({ data }) => (data.length === 0 ? (
          <EmptyState title="Nothing sends events yet" actions={<>
            <Button component={Link} to="/connect">Connect a source</Button>
            <Button component={Link} to="/import" variant="default">Import a file</Button>
          </>}>
            A source is a website, a shop server or a till that sends what people do, as they do it. You get a write key and a few lines to paste,
            and see the first event arrive. History comes in as files.
          </EmptyState>
        ) : (
          <Table caption={plural(data.length, "source")} rows={data} keyOf={({ id }) => id} columns={[
            { head: "Name", cell: ({ id, name }) => <span className={styles.name}><PageLink to={`/sources/${id}`}>{name}</PageLink></span> },
            { head: "Write keys", cell: ({ write_keys }) => (write_keys.length === 0
              ? <span className={styles.quiet}>none: it cannot send</span>
              : write_keys.map(({ id, hint }) => <code key={id} className={styles.hint}>{hint}…</code>)) },
            { head: "Last heard from", align: "right", cell: (source) => {
              const last = lastUse(source);
              return last ? <span title={exact(last)}>{ago(last)}</span> : <span className={styles.quiet}>not yet</span>;
            } },
            { head: "Made", align: "right", cell: ({ created_at }) => <span title={exact(created_at)}>{ago(created_at)}</span> },
          ]} />
        ))}
      </Awaited>
    </Page>
  );
}
