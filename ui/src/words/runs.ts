// Runs in words: what they do, and what came of them.
import type { Run } from "../api/runs";
import { count, plural } from "./numbers";
import { date } from "./times";

const kTitles: Record<string, string> = {
  "import": "Import events",
  "items.import": "Import an item feed",
  "demo": "Load the demo store",
  "catalog": "Map the catalog",
  "train": "Train the models",
  "backtest": "Test against the past",
  "audience.create": "Make an audience",
  "audience.refresh": "Refresh an audience",
  "audience.export": "Export an audience",
  "trait.create": "Make recommended items",
  "trait.refresh": "Refresh recommended items",
  "trait.export": "Export recommended items",
  "retention": "Let old events go",
  "erase": "Erase a person",
};
export const kRunKinds = Object.keys(kTitles);
export const runKind = (kind: string) => kTitles[kind] ?? kind;

type Fields = Record<string, unknown>;
const fields = (value: unknown): Fields => (value !== null && typeof value === "object" ? value as Fields : {});
const number = (from: Fields, name: string) => (typeof from[name] === "number" ? from[name] : 0);
const text = (from: Fields, name: string) => (typeof from[name] === "string" ? from[name] : "");

// What a run is about: the name of an audience, a file.
export function runSubject(run: Run): string {
  const given = fields(run.arguments);
  return text(given, "name") || text(given, "audience") || text(given, "trait") || text(given, "profile") || text(given, "column");
}

export interface Reason {
  reason: string;
  count: number;
}

// What an import refused, the most frequent reason first.
export function refusedOf(result: unknown): Reason[] {
  return Object.entries(fields(fields(result).discards))
    .map(([reason, many]) => ({ reason, count: typeof many === "number" ? many : 0 }))
    .sort((a, b) => b.count - a.count || (a.reason < b.reason ? -1 : 1));
}

function importWords(result: Fields): string[] {
  const events = number(result, "events"), again = number(result, "duplicates"), refused = number(result, "discard_count");
  const first = text(result, "first"), last = text(result, "last");
  const words = [events > 0
    ? `${plural(events, "new event")} came in${first && last ? `, from ${date(first)} to ${date(last)}` : ""}.`
    : "No new events came in."];
  if (number(result, "new_profiles") > 0) words.push(`${count(number(result, "new_profiles"))} new people.`);
  if (again > 0) words.push(`${count(again)} ${again === 1 ? "was" : "were"} known already and did not count again.`);
  if (refused > 0) words.push(`${plural(refused, "row")} ${refused === 1 ? "was" : "were"} refused.`);
  return words;
}

function trainWords(result: Fields): string[] {
  const columns = Array.isArray(result.columns) ? result.columns.length : 0;
  const held_back = text(result, "held_back");
  return [
    `${text(result, "model") || "A model"} learned ${plural(columns, "column")} from ${plural(number(result, "interactions"), "interaction")} of ${plural(number(result, "profiles"), "person", "people")}.`,
    held_back ? `It does not serve: ${held_back}` : "It serves from now on.",
  ];
}

function feedWords(result: Fields): string[] {
  const refused = number(result, "refused");
  return [
    `${plural(number(result, "added"), "item")} added, ${count(number(result, "changed"))} changed, ${count(number(result, "unchanged"))} as before.`,
    ...(refused > 0 ? [`${plural(refused, "row")} refused.`] : []),
  ];
}

const audienceWords = (result: Fields) => [`${plural(number(result, "size"), "person", "people")} are in ${text(result, "audience")} now.`];
const fileWords = (result: Fields) => [`${plural(number(result, "rows"), "row")} of ${text(result, "name")} are in the file, which is kept for a day.`];

const kWords: Record<string, (result: Fields) => string[]> = {
  "import": importWords,
  "items.import": feedWords,
  "demo": (result) => [...importWords(fields(result.import)), ...feedWords(fields(result.items)), ...trainWords(fields(result.train))],
  "catalog": (result) => [result.unchanged === true
    ? "The mapping was the same as before; nothing had to be done."
    : `Mapping ${number(result, "version")} serves: ${plural(number(result, "interactions"), "interaction")}.`],
  "train": trainWords,
  "backtest": (result) => {
    const columns = Array.isArray(result.columns) ? result.columns.map(fields) : [];
    return columns.map((column) => text(column, "sentence")).filter((sentence) => sentence !== "");
  },
  "audience.create": audienceWords,
  "audience.refresh": audienceWords,
  "audience.export": fileWords,
  "trait.export": fileWords,
  "trait.create": (result) => [`${plural(number(result, "profiles"), "person has", "people have")} a list of ${text(result, "trait")}.`],
  "trait.refresh": (result) => [`${plural(number(result, "profiles"), "person has", "people have")} a list of ${text(result, "trait")}.`],
  "retention": (result) => [number(result, "events") > 0 ? `${plural(number(result, "events"), "old event")} went.` : "Nothing was old enough to go."],
  "erase": (result) => [`${plural(number(result, "events"), "event")} and ${plural(number(result, "external_ids"), "id")} of this person are gone from every file.`],
};

// What came of a completed run, in sentences; of any other why there is nothing.
export function runResult(run: Run): string[] {
  if (run.status === "completed") return kWords[run.kind]?.(fields(run.result)) ?? [];
  if (run.error) return [run.error];
  if (run.status === "cancelled") return ["It was cancelled before it was done."];
  return [];
}
