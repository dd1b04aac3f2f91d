// What the builder has been told so far: kept in the address, so that it can be reloaded and shared.
import type { Schema } from "../../api/client";
import { kRecommended, sizeOfShare } from "../../charts/size_curve";

type Definition = Schema<"AudienceDefinition">;

export interface Draft {
  column: string;
  value: string;
  top: number;                // per cent of the eligible; 100: everyone likely enough
  size: number | undefined;   // or so many people
  known_only: boolean;
  refresh: string;
  name: string | undefined;   // undefined: the suggested one
}

const kEmpty: Draft = {
  column: "", value: "", top: kRecommended, size: undefined, known_only: false, refresh: "snapshot", name: undefined,
};
const kMostPeople = 1_000_000_000;

export function draftOf(query: URLSearchParams): Draft {
  const top = Number(query.get("top"));
  const size = Number(query.get("size"));
  return {
    column: query.get("column") ?? "",
    value: query.get("value") ?? "",
    top: top > 0 && top <= 100 ? Math.round(top * 10) / 10 || 0.1 : kEmpty.top,
    size: Number.isInteger(size) && size > 0 && size <= kMostPeople ? size : undefined,
    known_only: query.get("known") === "yes",
    refresh: query.get("refresh") ?? kEmpty.refresh,
    name: query.get("name") ?? undefined,
  };
}

// Only what was answered, in the order of the steps.
export function queryOf(draft: Draft): URLSearchParams {
  const query = new URLSearchParams();
  if (draft.column) query.set("column", draft.column);
  if (draft.value) query.set("value", draft.value);
  if (draft.size !== undefined) query.set("size", String(draft.size));
  else if (draft.top !== kEmpty.top) query.set("top", String(draft.top));
  if (draft.known_only) query.set("known", "yes");
  if (draft.refresh !== kEmpty.refresh) query.set("refresh", draft.refresh);
  if (draft.name !== undefined) query.set("name", draft.name);
  return query;
}

export function definitionOf({ column, value, top, size, known_only }: Draft): Definition {
  return {
    target: { column, value },
    ...(size === undefined ? { top: `${top}%` } : { size }),
    ...(known_only ? { known_only } : {}),
  };
}

// The draft that would make such an audience again.
export function draftLike({ definition: { target, top, size, known_only } }: { definition: Definition }): Draft {
  return { ...kEmpty, ...target, top: top ? Number.parseFloat(top) : kEmpty.top, size, known_only: !!known_only };
}

// How many people it asks for, among so many eligible.
export const askedOf = ({ top, size }: Draft, eligible: number) => Math.min(size ?? sizeOfShare(top, eligible), eligible);
