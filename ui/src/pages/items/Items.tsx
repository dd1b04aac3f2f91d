import { Button, Select, Tabs, TextInput } from "@mantine/core";
import { useDebouncedCallback } from "@mantine/hooks";
import { useState } from "react";
import { Link, useSearchParams } from "react-router";
import { useMay } from "../../app/me";
import { api, here, type Schema } from "../../api/client";
import { useAsk, useList } from "../../api/asking";
import { EmptyState, Page, PageLink, Tag } from "../../parts/Page";
import { Picture } from "../../parts/Picture";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { count, plural } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import { nameOf, pictureOf, restOf } from "./attributes";
import { Feed } from "./Feed";
import { Values } from "./Values";
import styles from "./items.module.css";

const kProduct = "Product";
const kTabs = 8;  // more columns than that are chosen from a list

export const itemAddress = (key: string) => `/items/${encodeURIComponent(key)}`;

// The products of the catalog and the values of its columns.
export function Items() {
  const [query, setQuery] = useSearchParams();
  const may = useMay("marketer");
  const columns = useAsk(["catalog_columns"], (signal) =>
    api.GET("/v1/spaces/{space}/catalog/columns", { params: { path: here }, signal }));
  const column = query.get("column") ?? kProduct;
  const search = query.get("q") ?? "";
  const is_feed = query.get("view") === "feed";
  const names = [kProduct, ...(columns.data?.data.map(({ name }) => name).filter((name) => name !== kProduct) ?? [])];
  const go = (next: { column?: string; q?: string }) => setQuery((before) => {
    const q = next.q ?? "";
    const to = next.column ?? before.get("column") ?? kProduct;
    return { ...(to === kProduct ? {} : { column: to }), ...(q ? { q } : {}) };
  }, { replace: true });
  if (is_feed) return <Feed />;
  const choose = (name: string | null) => name !== null && go({ column: name });
  return (
    <Page title="Items" lead="The products people can be matched with, and the values of each column."
          actions={<Button component={Link} to="/items?view=feed" variant="default" disabled={!may}>Import a feed</Button>}>
      {names.length <= kTabs
        ? (
          <Tabs value={column} onChange={choose}>
            <Tabs.List aria-label="Column">
              {names.map((name) => <Tabs.Tab key={name} value={name}><bdi className={styles.tab}>{name === kProduct ? "Products" : name}</bdi></Tabs.Tab>)}
            </Tabs.List>
          </Tabs>
        )
        : <Select label="Column" className={styles.column} data={names} value={column} onChange={choose} searchable allowDeselect={false} />}
      <Find key={column} what={column === kProduct ? "a product" : `a value of ${column}`}
            hint={column === kProduct ? "Part of a name, a key or an attribute" : "Part of the value"} search={search} onChange={(q) => go({ q })} />
      {column === kProduct ? <Products search={search} /> : <Values key={column} column={column} search={search} />}
    </Page>
  );
}

function Find({ what, hint, search, onChange }: { what: string; hint: string; search: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(search);
  const tell = useDebouncedCallback(onChange, 250);
  return (
    <TextInput className={styles.find} label={`Find ${what}`} type="search" value={text} placeholder={hint}
               onChange={(event) => { setText(event.currentTarget.value); tell(event.currentTarget.value); }} />
  );
}

type ItemsAnswer = Schema<"Items">;

function Products({ search }: { search: string }) {
  const list = useList<Schema<"Item">, ItemsAnswer>(["items", search], (cursor, signal) =>
    api.GET("/v1/spaces/{space}/items", { params: { path: here, query: { search: search || undefined, cursor, limit: 50 } }, signal }));
  return (
    <Awaited asked={{ data: list.first, error: list.error, refetch: list.refetch }} lines={8}>
      {(first) => {
        if (first.count === 0 && !search) return <NoItems />;
        return (
          <>
            <p className={styles.found} aria-live="polite">
              {search ? `${plural(first.count, "product")} found.` : `${plural(first.count, "product")}, those of most interactions first.`}
            </p>
            {(list.rows?.length ?? 0) > 0 && (
              <Table caption="Products" rows={list.rows ?? []} keyOf={({ key }) => key} more={list} columns={[
                { head: "Product", cell: (item) => <Product item={item} /> },
                { head: "Attributes", cell: ({ attributes, in_feed }) => (in_feed ? <bdi className={styles.soft}>{restOf(attributes)}</bdi>
                  : <Tag>not in the feed</Tag>) },
                { head: "Interactions", align: "right", cell: ({ interactions }) => count(interactions) },
                { head: "Last", cell: ({ last }) => (last ? <span title={exact(last)}>{ago(last)}</span> : <span className={styles.soft}>never touched</span>) },
              ]} />
            )}
          </>
        );
      }}
    </Awaited>
  );
}

function Product({ item }: { item: Schema<"Item"> }) {
  const name = nameOf(item.key, item.attributes);
  return (
    <div className={styles.product}>
      <Picture address={pictureOf(item.attributes)} name={name} />
      <span className={styles.productText}>
        <PageLink to={itemAddress(item.key)}><bdi className={styles.name}>{name}</bdi></PageLink>
        {name !== item.key && <bdi className={styles.key}>{item.key}</bdi>}
      </span>
    </div>
  );
}

function NoItems() {
  return (
    <div className={styles.none}>
      <EmptyState title="No products yet" actions={<>
        <Button component={Link} to="/catalog">Make the catalog</Button>
        <Button component={Link} to="/items?view=feed" variant="default">Import a feed</Button>
      </>}>
        <p>Products come from events, by the catalog's primary key, and from an item feed: a file with a line for each product, its
          name, price, picture and link. The feed also brings products that nobody has touched yet.</p>
      </EmptyState>
    </div>
  );
}
