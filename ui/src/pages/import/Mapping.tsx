import { Button, Select } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useMemo } from "react";
import { api, ask, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import { removeUpload } from "../../api/uploads";
import { useMay } from "../../app/me";
import { Notice, Section } from "../../parts/Page";
import { Awaited, Trouble } from "../../parts/Trouble";
import { Choices } from "./Choices";
import styles from "./import.module.css";
import type { Place } from "./place";
import { RowsAsEvents, RowsAsTheyAre } from "./Rows";
import { suggest, type Columns } from "./suggest";

const kFormats = [
  { value: "csv", label: "CSV: a table as text" },
  { value: "ndjson", label: "JSON lines: tracking calls" },
  { value: "parquet", label: "Parquet" },
];

function usePreview(upload: string, format: Place["format"], columns: Columns | undefined, enabled: boolean) {
  return useAsk(["import preview", upload, format, columns], (signal) => api.POST("/v1/spaces/{space}/imports/previews",
    { params: { path: here }, body: { upload, format, columns }, signal }), { enabled });
}

// How the file is read: its columns, what becomes of the first rows, and then the import.
export function Mapping({ place, upload }: { place: Place; upload: string }) {
  const may = useMay("marketer");
  const plain = usePreview(upload, place.format, undefined, true);
  const is_flat = plain.data?.format === "csv" || plain.data?.format === "parquet";
  const suggested = useMemo(() => (plain.data && is_flat ? suggest(plain.data, place.file) : {}), [plain.data, is_flat, place.file]);
  const columns = place.columns ?? suggested;
  const read = usePreview(upload, place.format, columns, is_flat);
  const start = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/imports", {
      params: { path: here }, body: { upload, format: place.format, columns: is_flat ? columns : undefined },
    })),
    onSuccess: ({ id }) => place.toRun(id),
  });
  const shown = is_flat ? read : plain;
  return (
    <Awaited asked={plain} lines={8}>
      {(file) => (
        <>
          {file.format === null && (
            <Section title="What kind of file is this?">
              <Notice>Neither its name nor its beginning tells what this file is. Say what it is, and see whether it can be read so.</Notice>
              <Select mt="md" label="Format" placeholder="Choose" data={kFormats} value={place.format ?? null}
                      className={styles.format} onChange={(format) => format && place.setFormat(format)} />
            </Section>
          )}
          {is_flat && (
            <Section title="What the columns mean" note="Suggested from their names and the first rows. Change what is wrong: the preview below follows.">
              <Choices columns={file.columns} chosen={columns} problem={read.data?.problem ?? null} refused={read.data?.discards ?? []}
                       onChange={place.setColumns} />
            </Section>
          )}
          {file.format !== null && (
            <Section title="How the first rows are read">
              <Awaited asked={shown} lines={8}>{(preview) => <RowsAsEvents preview={preview} is_flat={is_flat} />}</Awaited>
            </Section>
          )}
          {is_flat && (
            <Section title="The file as it is" note="Its first rows, and what each column is taken for.">
              <RowsAsTheyAre preview={file} chosen={columns} />
            </Section>
          )}
          <div className={styles.goOn}>
            <Button onClick={() => start.mutate()} loading={start.isPending}
                    disabled={!may || file.format === null || !shown.data || shown.isPlaceholderData || shown.data.problem !== null}>
              Import the file
            </Button>
            <Button variant="default" onClick={() => { removeUpload(upload); place.start(); }}>Take another file</Button>
          </div>
          <Trouble error={start.error} />
        </>
      )}
    </Awaited>
  );
}
