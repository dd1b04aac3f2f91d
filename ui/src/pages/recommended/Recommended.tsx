import { Button } from "@mantine/core";
import { Link } from "react-router";
import { api, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useUnfinished } from "../../api/runs";
import { useMay } from "../../app/me";
import { EmptyState, Page, PageLink, Tag } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { count } from "../../words/numbers";
import { refreshInWords, refreshText } from "../../words/refresh";
import { ago } from "../../words/times";

type Trait = Schema<"Trait">;
type Asked = { name?: string; trait?: string };  // of these runs

function Traits({ traits }: { traits: Trait[] }) {
  return (
    <Table caption="Lists of recommended items" rows={traits} keyOf={({ id }) => id} columns={[
      { head: "Name", cell: ({ key, name }) => <PageLink to={`/recommended/${encodeURIComponent(key)}`}>{name}</PageLink> },
      { head: "Recommends", cell: ({ definition }) => `${definition.count} × ${definition.column}` },
      { head: "People", align: "right", cell: ({ profiles }) => count(profiles) },
      { head: "Computed", cell: ({ refreshed_at }) => ago(refreshed_at) },
      { head: "How it stays true", cell: ({ refresh }) => refreshInWords(refreshText(refresh)) },
      { head: "Web pages", cell: (trait) => (trait.public ? <Tag tone="mark">may read it</Tag> : <Tag>may not</Tag>) },
    ]} />
  );
}

export function Recommended() {
  const may = useMay("marketer");
  const traits = useAsk(["traits"], (signal) => api.GET("/v1/spaces/{space}/traits", { params: { path: here }, signal }));
  const columns = useAsk(["columns"], (signal) =>
    api.GET("/v1/spaces/{space}/catalog/columns", { params: { path: here }, signal }));
  const { data: run } = useUnfinished(["trait.create", "trait.refresh"]);
  const make = may && <Button component={Link} to="/recommended/new">Recommend items</Button>;
  const is_mapped = !columns.data || columns.data.data.length > 0;
  return (
    <Page title="Recommended items" actions={traits.data && traits.data.data.length > 0 ? make : undefined}
          lead="What each person is most likely to want: a short list for everybody, the likeliest first.">
      {run && (
        <RunProgress id={run.id} title={run.kind === "trait.create"
          ? `Making “${(run.arguments as Asked).name}”` : `Refreshing ${(run.arguments as Asked).trait}`} />
      )}
      <Awaited asked={traits}>
        {({ data }) => (data.length > 0
          ? <Traits traits={data} />
          : (
            <EmptyState title="Nobody has a list yet" actions={is_mapped
              ? make || <p>Somebody with the role marketer can make one.</p>
              : <Button component={Link} to="/catalog">Set up the catalog</Button>}>
              <p>
                Choose what to recommend (products, brands, categories …) and how many. Everybody gets a list of their
                own, learned from what they did and what people like them did. Your website, app or mailing reads it
                with one call.
              </p>
              {!is_mapped && <p>First the catalog has to say which events are about which products.</p>}
            </EmptyState>
          ))}
      </Awaited>
    </Page>
  );
}
