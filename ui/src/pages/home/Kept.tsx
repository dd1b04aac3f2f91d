import { api, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import { PageLink, Section } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { count, expectation } from "../../words/numbers";
import { ago, exact } from "../../words/times";

const kMost = 5;

// The audiences and recommended items there are: the first few, and the way to all.
export function Kept() {
  const audiences = useAsk(["home", "audiences"], (signal) => api.GET("/v1/spaces/{space}/audiences", { params: { path: here }, signal }));
  const traits = useAsk(["home", "traits"], (signal) => api.GET("/v1/spaces/{space}/traits", { params: { path: here }, signal }));
  const people = audiences.data?.data ?? [], lists = traits.data?.data ?? [];
  return (
    <>
      {people.length > 0 && (
        <Section title="Audiences" aside={<PageLink to="/audiences">All {count(people.length)}</PageLink>}>
          <Table caption="People most likely to want a thing" rows={people.slice(0, kMost)} keyOf={({ key }) => key} columns={[
            { head: "Name", cell: (one) => <PageLink to={`/audiences/${one.key}`}>{one.name}</PageLink> },
            { head: "Target", cell: ({ definition }) => `${definition.target.column} = ${definition.target.value}` },
            { head: "People", align: "right", cell: ({ size }) => count(size) },
            { head: "Expected to engage (90 %)", align: "right", cell: (one) => `${expectation(one.expected)} (${count(one.low)}–${count(one.high)})` },
            { head: "Refreshed", align: "right", cell: (one) => <span title={exact(one.refreshed_at)}>{ago(one.refreshed_at)}</span> },
          ]} />
        </Section>
      )}
      {lists.length > 0 && (
        <Section title="Recommended items" aside={<PageLink to="/recommended">All {count(lists.length)}</PageLink>}>
          <Table caption="What each person is most likely to want" rows={lists.slice(0, kMost)} keyOf={({ key }) => key} columns={[
            { head: "Name", cell: (one) => <PageLink to={`/recommended/${one.key}`}>{one.name}</PageLink> },
            { head: "Column", cell: ({ definition }) => definition.column },
            { head: "People with a list", align: "right", cell: ({ profiles }) => count(profiles) },
            { head: "Refreshed", align: "right", cell: (one) => <span title={exact(one.refreshed_at)}>{ago(one.refreshed_at)}</span> },
          ]} />
        </Section>
      )}
    </>
  );
}
