import { Button } from "@mantine/core";
import type { Key, ReactNode } from "react";
import styles from "./parts.module.css";

export interface Column<Row> {
  head: ReactNode;
  align?: "left" | "right";
  cell: (row: Row) => ReactNode;
}

// A plain table that scrolls sideways when it must; `more` loads the next page.
export function Table<Row>({ caption, columns, rows, keyOf, more }: {
  caption: string;
  columns: Column<Row>[];
  rows: Row[];
  keyOf: (row: Row) => Key;
  more?: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };
}) {
  return (
    <div>
      <div className={styles.tableScroll} tabIndex={0} role="region" aria-label={caption}>
        <table className={styles.table}>
          <caption>{caption}</caption>
          <thead>
            <tr>{columns.map(({ head, align }, at) => <th key={at} scope="col" data-align={align}>{head}</th>)}</tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <tr key={keyOf(row)}>
                {columns.map(({ cell, align }, at) => <td key={at} data-align={align}>{cell(row)}</td>)}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {more?.hasNextPage && (
        <Button className={styles.more} variant="default" size="sm" loading={more.isFetchingNextPage}
                onClick={() => more.fetchNextPage()}>
          Show more
        </Button>
      )}
    </div>
  );
}
