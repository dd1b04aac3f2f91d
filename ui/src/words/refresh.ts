// How an audience or a trait stays true: the API's text ("snapshot", "live", "every 6h", "0 3 * * *"), its
// parts for a form, and in words.
import type { Schema } from "../api/client";

export type RefreshMode = "snapshot" | "scheduled" | "live";

// When everything is computed anew, in UTC. `written` is what has no form of its own: as the API takes it.
export type Times =
  | { every: "hours"; hours: number }
  | { every: "day"; at: string }
  | { every: "week"; weekday: number; at: string }
  | { every: "written"; text: string };

export const kWeekdays = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
// An hour after the nightly training, which a daily schedule so makes use of.
export const kDefaultTimes: Times = { every: "day", at: "04:00" };
const kThursday = 4;  // weeks are counted from 1970, which began on one

const two = (number: string) => number.padStart(2, "0");

export function modeOf(text: string): RefreshMode {
  return text === "snapshot" || text === "live" ? text : "scheduled";
}

// The API's text of what it answers.
export function refreshText(refresh: Schema<"Refresh">): string {
  return refresh.schedule ?? refresh.mode;
}

export function timesOf(text: string): Times {
  if (text === "hourly" || text === "every hour") return { every: "hours", hours: 1 };
  if (text === "daily" || text === "every day") return { every: "day", at: "00:00" };
  if (text === "weekly" || text === "every week") return { every: "week", weekday: kThursday, at: "00:00" };
  const length = /^every ([1-9]\d{0,3}) ?(?:h|hours?)$/.exec(text);
  if (length) return { every: "hours", hours: Number(length[1]) };
  const fields = /^([0-5]?\d) (1?\d|2[0-3]) \* \* (\*|[0-7])$/.exec(text);
  if (!fields) return { every: "written", text };
  const at = `${two(fields[2])}:${two(fields[1])}`;
  return fields[3] === "*" ? { every: "day", at } : { every: "week", weekday: Number(fields[3]) % 7, at };
}

export function textOf(times: Times): string {
  if (times.every === "written") return times.text;
  if (times.every === "hours") return `every ${times.hours}h`;
  const [hour, minute] = times.at.split(":").map(Number);
  return `${minute} ${hour} * * ${times.every === "day" ? "*" : times.weekday}`;
}

// To stand in a sentence: "every day at 04:00 UTC".
export function timesInWords(times: Times): string {
  switch (times.every) {
    case "hours": return times.hours === 1 ? "every hour" : `every ${times.hours} hours`;
    case "day": return `every day at ${times.at} UTC`;
    case "week": return `every ${kWeekdays[times.weekday]} at ${times.at} UTC`;
    case "written": return `on the schedule ${times.text}`;
  }
}

// What it means for those in it, as a sentence.
export function refreshInWords(text: string): string {
  switch (modeOf(text)) {
    case "snapshot": return "Stays as it is until somebody refreshes it.";
    case "live": return "Follows each person within about a second of what they do.";
    case "scheduled": return `Computed anew ${timesInWords(timesOf(text))}.`;
  }
}

// The same moment of a day of UTC on the reader's clock: "05:00".
export function localTime(at: string, now = new Date()): string {
  const [hour, minute] = at.split(":").map(Number);
  const moment = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate(), hour, minute));
  return `${two(String(moment.getHours()))}:${two(String(moment.getMinutes()))}`;
}
