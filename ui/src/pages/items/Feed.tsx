import { Button, Select } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { Link } from "react-router";
import { api, ApiError, ask, here, type Schema } from "../../api/client";
import { isOver, useRun, useUnfinished } from "../../api/runs";
import { FileDrop } from "../../parts/FileDrop";
import { Answer, Page, PageLink, Section } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { Table } from "../../parts/Table";
import { Awaited, Trouble } from "../../parts/Trouble";
import { useAsk } from "../../api/asking";
import { count, plural } from "../../words/numbers";
import styles from "./items.module.css";

const kRows = 5;
const kKeys = ["productid", "itemid", "sku", "id", "key", "articleid", "contentid", "variantid"];
const plain = (name: string) => name.toLowerCase().replace(/[\s_\-.]/g, "");
const guessKey = (columns: string[]) => kKeys.map((key) => columns.find((column) => plain(column) === key)).find(Boolean) ?? null;

interface PreviewRow {
  at: number;
  cells: (string | null)[];
}
interface Uploaded {
  id: string;
  name: string;
}

// A file with a line for each product: chosen, its key named, brought in by a run.
export function Feed() {
  const [file, setFile] = useState<Uploaded | null>(null);
  const [run, setRun] = useState<number | null>(null);
  const going = useUnfinished(["items.import"]).data?.id;
  const shown = run ?? going;
  return (
    <Page title="Import an item feed" back={{ to: "/items", text: "Items" }}
          lead="Names, prices, pictures and links of products, also of ones that nobody has touched yet. What the feed says of a product replaces what an earlier one said.">
      {shown && <Brought id={shown} again={run ? () => { setRun(null); setFile(null); } : undefined} />}
      {!shown && !file && (
        <FileDrop label="Drop the feed here" accept=".csv,.ndjson,.jsonl,.json,.parquet,.gz,.zst" onUploaded={(id, { name }) => setFile({ id, name })}>
          A CSV, NDJSON or Parquet file with a line for each product.
        </FileDrop>
      )}
      {!shown && file && <ChooseKey file={file} started={setRun} other={() => setFile(null)} />}
    </Page>
  );
}

function ChooseKey({ file, started, other }: { file: Uploaded; started: (run: number) => void; other: () => void }) {
  const asked = useAsk(["feed_preview", file.id], (signal) =>
    api.POST("/v1/spaces/{space}/imports/previews", { params: { path: here }, body: { upload: file.id }, signal }));
  return (
    <Awaited asked={asked}>
      {(preview) => <KeyForm file={file} preview={preview} started={started} other={other} />}
    </Awaited>
  );
}

function KeyForm({ file, preview, started, other }: {
  file: Uploaded;
  preview: Schema<"ImportPreview">;
  started: (run: number) => void;
  other: () => void;
}) {
  const [key, setKey] = useState(guessKey(preview.columns));
  const begin = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/items/imports", {
      params: { path: here },
      body: { upload: file.id, key: key ?? "", ...(preview.format ? { format: preview.format as Schema<"FileFormat"> } : {}) },
    })),
    onSuccess: ({ id }) => started(id),
  });
  const told = begin.error instanceof ApiError ? begin.error.of("key") : undefined;
  const rows: PreviewRow[] = preview.rows.slice(0, kRows).map((cells, at) => ({ at, cells }));
  return (
    <form onSubmit={(event) => { event.preventDefault(); begin.mutate(); }} className={styles.form}>
      <p>The file <strong><bdi>{file.name}</bdi></strong> has {plural(preview.columns.length, "column")}.</p>
      <Select label="The column with the primary key" description="The same id that events name products by." searchable className={styles.column}
              data={[...new Set(preview.columns)]} value={key} onChange={setKey} error={told} />
      {rows.length > 0 && (
        <Section title="Its first lines">
          <Table<PreviewRow> caption={file.name} rows={rows} keyOf={({ at }) => at} columns={preview.columns.map((name, at) => ({
            head: <bdi>{name}</bdi>,
            cell: ({ cells }) => <bdi className={styles.cell}>{cells[at]}</bdi>,
          }))} />
        </Section>
      )}
      {!told && <Trouble error={begin.error} />}
      <div className={styles.buttons}>
        <Button type="submit" disabled={!key} loading={begin.isPending}>Import the feed</Button>
        <Button variant="default" onClick={other}>Take another file</Button>
      </div>
    </form>
  );
}

interface FeedResult {
  added: number;
  changed: number;
  unchanged: number;
  refused: number;
  refusals: string[];
}

function Brought({ id, again }: { id: number; again?: () => void }) {
  const run = useRun(id).data;
  const result = (run?.result ?? null) as FeedResult | null;
  return (
    <div className={styles.form}>
      <RunProgress id={id} title="Bringing the items in" />
      {run?.status === "completed" && result && (
        <>
          <Answer note={<>Recommended items show the names and pictures at once; what the feed teaches is taken up at the next <PageLink to="/quality">learning</PageLink>.</>}>
            <strong>{plural(result.added, "new item")}</strong>. {count(result.changed)} changed, {count(result.unchanged)} stayed as they were.
          </Answer>
          {result.refused > 0 && (
            <Section title={`${plural(result.refused, "line")} could not be taken`}>
              <ul className={styles.refusals}>{result.refusals.map((why) => <li key={why}>{why}</li>)}</ul>
            </Section>
          )}
        </>
      )}
      {run && isOver(run) && (
        <div className={styles.buttons}>
          {run.status === "completed" && <Button component={Link} to="/items">See the items</Button>}
          {again && <Button variant="default" onClick={again}>Import another</Button>}
        </div>
      )}
    </div>
  );
}
