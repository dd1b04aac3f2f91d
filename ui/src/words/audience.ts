// How audiences are spoken of: names, evidence, reasons.
import type { Schema } from "../api/client";
import type { AudienceAnswer } from "../charts/size_curve";
import { goalWords, shortened } from "./goals";
import { count, percent, plural } from "./numbers";

type Reason = AudienceAnswer["reasons"][number];

// As the server makes keys of names: letters and digits, small; other bytes of ASCII are gaps.
export function keyOfName(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
    .replace(/[\u0000-/:-`{-\u007f]+/g, "_").replace(/^_+|_+$/g, "");
}

// A name that says whom it holds and that no other has.
export function suggestedName(column: string, value: string, goals: string[], taken: string[]): string {
  const is_band = /^-?[\d.]+\.\.-?[\d.]+$/.test(value);
  const base = `Likely to ${goalWords(goals).verb} ${shortened(is_band ? `${column} ${value}` : value, 80)}`;
  const keys = new Set(taken.map(keyOfName));
  for (let number = 1; ; ++number) {
    const name = number === 1 ? base : `${base} ${number}`;
    if (!keys.has(keyOfName(name))) return name;
  }
}

const kEvidence: Record<string, string> = {
  strong: "The past says much about this value: expect to land inside the interval.",
  some: "Enough was seen to rank people well; the interval is wider than for a well known value.",
  weak: "Little was seen of it. The order of people is a fair guess, the numbers are a rough guide.",
  none: "Nobody has touched it yet. People are ranked by what they like otherwise; the numbers are a guess.",
};
export const evidenceMeans = (evidence: string) => kEvidence[evidence] ?? "";

// What the evidence rests on.
export function seenBefore({ touched_by, recent_conversions, goals, horizon_days }: AudienceAnswer): string {
  if (touched_by === 0) return "";
  const { one, many } = goalWords(goals);
  return `${plural(touched_by, "person", "people")} touched it before; ${plural(recent_conversions, one, many)} `
    + `in the last ${days(horizon_days)}.`;
}

export const days = (number: number) => plural(number, "day");

const kKinds: Record<string, string> = {
  "own history": "They chose it or looked at it before",
  "similar values": "They are interested in things like it",
  "brand and category": "They like its brand or category",
  "timing": "Their rhythm: it is about time",
  "activity": "They were here a lot, or lately",
};
// One kind of reason in words; a kind that is not known here stays as it is called.
export const reasonWords = ({ kind }: Pick<Reason, "kind">) => kKinds[kind] ?? kind;

// The rule by which it was filled: "The likeliest 10 % of everybody."
export function ruleWords({ top, size, min_probability, known_only }: Schema<"AudienceDefinition">): string {
  const whom = known_only ? "everybody with a user id" : "everybody";
  const many = size === undefined ? (top === "100%" ? "" : `the likeliest ${(top ?? "").replace("%", "\u00a0%")} of ${whom}`)
    : `the ${count(size)} likeliest of ${whom}`;
  const floor = min_probability === undefined ? "nobody less likely than the average person" : `nobody less likely than ${percent(min_probability)}`;
  return many ? `Asked for: ${many}, ${floor}.` : `Asked for: of ${whom} all who are likely enough, ${floor}.`;
}

// Why fewer are given than were asked for; "" when they are not.
export function whyFewer({ asked, point, limit, average, eligible, likely_enough }: AudienceAnswer, size = point.size): string {
  const left_out = asked - size;
  if (left_out <= 0 || size < likely_enough || asked >= eligible) return "";
  const below = limit === average ? "less likely than the average person" : `less likely than ${percent(limit)}`;
  return `You asked for ${count(asked)}; the other ${count(left_out)} are ${below}, so they stay out.`;
}

// Why nobody is in it.
export function whyNobody({ eligible, likely_enough, limit, likeliest }: AudienceAnswer): string {
  if (eligible === 0) return "Nobody is eligible: nobody has an interaction yet.";
  if (likely_enough === 0) return `Nobody reaches ${percent(limit)}; the likeliest person has ${percent(likeliest)}.`;
  return "None of its members is left.";
}
