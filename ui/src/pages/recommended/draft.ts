// A list of recommended items that is being made: kept in the query, so that it can be reloaded and shared.
import type { Schema } from "../../api/client";

export type Definition = Schema<"TraitDefinition">;

export interface Draft {
  column: string;
  count: number;
  done: string[];    // what the person has done with it, "purchased:90", as the API's exclude
  values: string[];  // of the column itself, left out for everybody
  where: string[];   // conditions as the API's exclude_where, "Price > 100"
  known_only: boolean;
  refresh: string;
  name: string;      // empty: the suggested one
  person: string;    // whose list is looked at; empty: the first one
}

export const kUsualCount = 10;
export const kMostCount = 50;

export function readDraft(query: URLSearchParams): Draft {
  const count = Number(query.get("count") ?? kUsualCount);
  return {
    column: query.get("column") ?? "",
    count: Number.isInteger(count) && count >= 1 && count <= kMostCount ? count : kUsualCount,
    done: query.getAll("done"),
    values: query.getAll("not"),
    where: query.getAll("where"),
    known_only: query.get("known") === "1",
    refresh: query.get("refresh") ?? "live",
    name: query.get("name") ?? "",
    person: query.get("person") ?? "",
  };
}

// Only what differs from the usual stands in the address.
export function writeDraft(draft: Draft): URLSearchParams {
  const query = new URLSearchParams();
  if (draft.column) query.set("column", draft.column);
  if (draft.count !== kUsualCount) query.set("count", String(draft.count));
  for (const one of draft.done) query.append("done", one);
  for (const one of draft.values) query.append("not", one);
  for (const one of draft.where) query.append("where", one);
  if (draft.known_only) query.set("known", "1");
  if (draft.refresh !== "live") query.set("refresh", draft.refresh);
  if (draft.name) query.set("name", draft.name);
  if (draft.person) query.set("person", draft.person);
  return query;
}

const quoted = (text: string) => `'${text.replaceAll("'", "''")}'`;
export const condition = (column: string, sign: string, value: string) => `${quoted(column)} ${sign} ${quoted(value)}`;

export function definitionOf(draft: Draft): Definition {
  return {
    column: draft.column,
    count: draft.count,
    exclude: draft.done,
    exclude_where: [...draft.values.map((value) => condition(draft.column, "=", value)), ...draft.where],
    known_only: draft.known_only,
  };
}

// "Product" → "products", for sentences.
export function several(column: string): string {
  const word = column.toLowerCase();
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(s|x|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}

export const suggestedName = (column: string) => (column ? `Recommended ${several(column)}` : "");

export interface Done {
  event: string;
  days: number | null;  // null: ever
}
export function readDone(text: string): Done {
  const found = /^(.*):([1-9]\d*)$/s.exec(text);
  return found ? { event: found[1], days: Number(found[2]) } : { event: text, days: null };
}
export const writeDone = ({ event, days }: Done) => (days === null ? event : `${event}:${days}`);

// A condition in words, as far as it is of the form that these pages write: "Brand is Acme".
export function conditionInWords(text: string): string {
  const found = /^'((?:[^']|'')*)' (=|!=|<=|>=|<|>) '((?:[^']|'')*)'$/.exec(text);
  if (!found) return text;
  const words: Record<string, string> = {
    "=": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least",
  };
  return `${found[1].replaceAll("''", "'")} ${words[found[2]]} ${found[3].replaceAll("''", "'")}`;
}

export function doneInWords(text: string): string {
  const { event, days } = readDone(text);
  const what = event === "purchased" ? "what they reached a goal with" : `what they did “${event}” with`;
  return days === null ? what : `${what} in the last ${days === 1 ? "day" : `${days} days`}`;
}
