import { useSearchParams } from "react-router";
import type { Columns, Role } from "./suggest";

export const kRoles: Role[] = ["user_id", "anonymous_id", "email", "event", "event_name", "time", "time_format"];
type Format = "ndjson" | "csv" | "parquet";

// Where in the import one is, held in the address: the upload, how its columns are read, the run.
export function usePlace() {
  const [query, setQuery] = useSearchParams();
  const chosen = kRoles.filter((role) => query.has(role)).map((role) => [role, query.get(role) ?? ""]);
  const format = query.get("format");
  return {
    upload: query.get("upload"),
    file: query.get("file") ?? "",
    run: Number(query.get("run")) || undefined,
    format: format === "ndjson" || format === "csv" || format === "parquet" ? format as Format : undefined,
    // Nothing was chosen yet: what is suggested holds.
    columns: chosen.length > 0 ? Object.fromEntries(chosen.filter(([, column]) => column !== "")) as Columns : undefined,
    start: () => setQuery({}),
    toColumns: (upload: string, file: string) => setQuery({ upload, file }),
    toRun: (run: number) => setQuery((old) => { old.set("run", String(run)); return old; }),
    backToColumns: () => setQuery((old) => { old.delete("run"); return old; }),
    setFormat: (next: string) => setQuery((old) => { old.set("format", next); return old; }, { replace: true }),
    setColumns: (next: Columns) => setQuery((old) => {
      for (const role of kRoles) old.set(role, next[role] ?? "");
      return old;
    }, { replace: true }),
  };
}
export type Place = ReturnType<typeof usePlace>;
