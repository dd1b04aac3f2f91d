// What the pages of audiences ask the server.
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useAsk, useList } from "../../api/asking";
import { api, ask, here, type Schema } from "../../api/client";
import { definitionOf, type Draft } from "./draft";

export type Audience = Schema<"Audience">;
export type Member = Schema<"Member">;
export type CatalogColumn = Schema<"CatalogColumn">;
export type CatalogValue = Schema<"CatalogValue">;

const kLongestSearch = 1_000;  // letters; beyond, nothing is searched for: addresses have an end

export const useAudiences = (every_ms?: number) =>
  useAsk(["audiences"], (signal) => api.GET("/v1/spaces/{space}/audiences", { params: { path: here }, signal }), { every_ms });

const kLiveMs = 5_000;
// One audience; it is asked for again and again: live ones and schedules move by themselves.
export const useAudience = (audience: string) => useAsk(["audience", audience], (signal) =>
  api.GET("/v1/spaces/{space}/audiences/{audience}", { params: { path: { ...here, audience } }, signal }), { every_ms: kLiveMs });

// Its curve and reasons, as of its last computation.
export const useCurve = ({ key, refreshed_at, size }: Audience) => useAsk(["curve", key, refreshed_at, size], (signal) =>
  api.GET("/v1/spaces/{space}/audiences/{audience}/curve", { params: { path: { ...here, audience: key } }, signal }));

const kMembersPage = 25;
export const useMembers = ({ key, refreshed_at }: Audience) => useList<Member, Schema<"Members">>(["members", key, refreshed_at], (cursor, signal) =>
  api.GET("/v1/spaces/{space}/audiences/{audience}/members", {
    params: { path: { ...here, audience: key }, query: { cursor, limit: kMembersPage, reasons: "true" } }, signal,
  }));

const kRunsLookedAt = 200;
// The computations of it that were asked for or scheduled, the newest first.
export function useRefreshes(key: string) {
  const { data } = useAsk(["runs", "audience.refresh"], (signal) =>
    api.GET("/v1/spaces/{space}/runs", { params: { path: here, query: { kind: "audience.refresh", limit: kRunsLookedAt } }, signal }),
    { every_ms: kLiveMs });
  return data?.data.filter((run) => (run.arguments as { audience?: string }).audience === key) ?? [];
}

export const useColumns = () =>
  useAsk(["columns"], (signal) => api.GET("/v1/spaces/{space}/catalog/columns", { params: { path: here }, signal }));

export const useModels = () =>
  useAsk(["models"], (signal) => api.GET("/v1/spaces/{space}/models", { params: { path: here }, signal }));

// The values of a column that hold a text, the most frequent first.
export const useValues = (column: string, search: string, enabled = true) =>
  useList<CatalogValue, Schema<"CatalogValues">>(["values", column, search], (cursor, signal) =>
    api.GET("/v1/spaces/{space}/catalog/columns/{column}/values", {
      params: { path: { ...here, column }, query: { search: search.slice(0, kLongestSearch) || undefined, cursor, limit: 50 } }, signal,
    }), { enabled: enabled && !!column });

// What the audience would be, and of whom; the last answer stays while the next one comes.
export const usePreview = (draft: Draft) => useQuery({
  queryKey: ["preview", definitionOf(draft)],
  queryFn: async ({ signal }) => ({
    known_only: draft.known_only,
    answer: await ask(api.POST("/v1/spaces/{space}/audiences/previews", {
      params: { path: here }, body: { definition: definitionOf(draft) }, signal,
    })),
  }),
  placeholderData: keepPreviousData,
  enabled: !!draft.column && !!draft.value,
});
