import { type Schema, api, here } from "../../api/client";
import { useList } from "../../api/asking";
import { Notice, PageLink } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { count } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import styles from "./items.module.css";

const audienceAddress = (column: string, value: string) => `/audiences/new?${new URLSearchParams({ column, value }).toString()}`;

// The values of a column with how often they came; of a column of numbers its bands.
export function Values({ column, search }: { column: string; search: string }) {
  const list = useList<Schema<"CatalogValue">, Schema<"CatalogValues">>(["values", column, search], (cursor, signal) =>
    api.GET("/v1/spaces/{space}/catalog/columns/{column}/values", {
      params: { path: { ...here, column }, query: { search: search || undefined, cursor, limit: 50 } }, signal,
    }));
  return (
    <Awaited asked={{ data: list.first, error: list.error, refetch: list.refetch }} lines={8}>
      {({ similar }) => (
        <>
          {list.rows?.length === 0 && (
            <Notice>{search ? <>No value of {column} holds “<bdi className={styles.asked}>{search}</bdi>”.{similar.length > 0 && <> Near it: {similar.join(", ")}.</>}</>
              : <>No event has filled {column} yet.</>}</Notice>
          )}
          {(list.rows?.length ?? 0) > 0 && (
            <Table caption={`Values of ${column}, exact and case sensitive`} rows={list.rows ?? []} keyOf={({ value }) => value} more={list} columns={[
              { head: "Value", cell: ({ value }) => <bdi className={styles.value}>{value}</bdi> },
              { head: "Interactions", align: "right", cell: ({ interactions }) => count(interactions) },
              { head: "Last", cell: ({ last }) => last && <span title={exact(last)}>{ago(last)}</span> },
              { head: "Who is likely to want it", cell: ({ value }) => <PageLink to={audienceAddress(column, value)}>Make an audience</PageLink> },
            ]} />
          )}
        </>
      )}
    </Awaited>
  );
}
