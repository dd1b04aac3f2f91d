import { keepPreviousData, useInfiniteQuery, useQuery, type QueryKey } from "@tanstack/react-query";
import { ask } from "./client";

type Call<Data> = Promise<{ data?: Data; error?: unknown; response: Response }>;

// One answer of the server, by a key that says what was asked; the last one stays while a new one comes.
export function useAsk<Data>(key: QueryKey, call: (signal: AbortSignal) => Call<Data>,
                             options: { enabled?: boolean; every_ms?: number | false } = {}) {
  return useQuery({
    queryKey: key,
    queryFn: ({ signal }) => ask(call(signal)),
    placeholderData: keepPreviousData,
    enabled: options.enabled,
    refetchInterval: options.every_ms,
  });
}

interface Paged<Row> {
  data: Row[];
  cursor: { has_more: boolean; next: string | null };
}

// A list that comes in pages: `rows` of all pages so far.
export function useList<Row, Answer extends Paged<Row> = Paged<Row>>(
    key: QueryKey, call: (cursor: string | undefined, signal: AbortSignal) => Call<Answer>,
    options: { enabled?: boolean; every_ms?: number | false } = {}) {
  const query = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) => ask(call(pageParam, signal)),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last: Answer) => (last.cursor.has_more ? last.cursor.next ?? undefined : undefined),
    placeholderData: keepPreviousData,
    enabled: options.enabled,
    refetchInterval: options.every_ms,
  });
  return { ...query, rows: query.data?.pages.flatMap((page) => page.data as Row[]), first: query.data?.pages[0] };
}
