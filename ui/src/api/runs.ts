import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef } from "react";
import { api, ask, here, type Schema } from "./client";

export type Run = Schema<"Run">;
export const isOver = (run: Run) => run.status !== "queued" && run.status !== "running";
const kPollMs = 700;

// A run as it goes. `onEnd` is called once, when it was seen to end. Everything that was asked is asked
// again then: a run changes the world.
export function useRun(id: number | undefined, onEnd?: (run: Run) => void) {
  const queries = useQueryClient();
  const told = useRef<number | undefined>(undefined);
  const query = useQuery({
    queryKey: ["run", id],
    queryFn: () => ask(api.GET("/v1/spaces/{space}/runs/{run}", { params: { path: { ...here, run: id! } } })),
    enabled: id !== undefined,
    refetchInterval: (state) => (state.state.data && isOver(state.state.data) ? false : kPollMs),
  });
  useEffect(() => {
    const run = query.data;
    if (!run || !isOver(run) || told.current === run.id) return;
    told.current = run.id;
    void queries.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== "run" });
    onEnd?.(run);
  }, [query.data, queries, onEnd]);
  return query;
}

// The newest run of a kind that is not over, for pages that are come back to.
export function useUnfinished(kinds: string[]) {
  return useQuery({
    queryKey: ["runs", "unfinished", ...kinds],
    queryFn: async () => {
      const runs = await ask(api.GET("/v1/spaces/{space}/runs", { params: { path: here, query: { limit: 50 } } }));
      return runs.data.find((run) => kinds.includes(run.kind) && !isOver(run)) ?? null;
    },
    refetchInterval: 5_000,
  });
}
