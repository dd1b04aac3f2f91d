import { Button } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { api, ask, space } from "../api/client";
import { Trouble } from "./Trouble";
import styles from "./files.module.css";

const kFormats = [
  { format: "csv", name: "CSV", what: "for spreadsheets and mailing tools" },
  { format: "ndjson", name: "NDJSON", what: "one JSON object a line, for programs" },
  { format: "parquet", name: "Parquet", what: "for data people" },
];

// The export of an audience or a trait as a file. The browser takes it by itself, beside the page: only an address is
// opened. That somebody is signed in and the thing is there is seen first: what is said to a download nobody sees.
export function Downloads({ kind, id, query = "" }: { kind: "audiences" | "traits"; id: string; query?: string }) {
  const download = useMutation({
    mutationFn: async (format: string) => {
      if (kind === "audiences") {
        await ask(api.GET("/v1/spaces/{space}/audiences/{audience}", { params: { path: { space, audience: id } } }));
      } else {
        await ask(api.GET("/v1/spaces/{space}/traits/{trait}", { params: { path: { space, trait: id } } }));
      }
      const link = document.createElement("a");
      link.href = `/v1/spaces/${space}/${kind}/${encodeURIComponent(id)}/export?format=${format}${query}`;
      link.download = "";
      link.click();
    },
  });
  return (
    <>
      <div className={styles.formats}>
        {kFormats.map(({ format, name, what }) => (
          <div key={format}>
            <Button variant={format === "csv" ? "filled" : "default"} onClick={() => download.mutate(format)}>Download {name}</Button>
            <small>{what}</small>
          </div>
        ))}
      </div>
      <Trouble error={download.error} />
    </>
  );
}
