import { describe, expect, it } from "vitest";
import { modeOf, refreshInWords, refreshText, textOf, timesInWords, timesOf, type Times } from "./refresh";

describe("refresh", () => {
  it("tells the modes apart", () => {
    expect(["snapshot", "live", "daily", "0 3 * * *"].map(modeOf)).toEqual(["snapshot", "live", "scheduled", "scheduled"]);
    expect(refreshText({ mode: "live", schedule: null, next: null })).toBe("live");
    expect(refreshText({ mode: "scheduled", schedule: "every 6h", next: null })).toBe("every 6h");
  });

  const cases: [string, Times, string][] = [
    ["every 6h", { every: "hours", hours: 6 }, "every 6 hours"],
    ["every 1h", { every: "hours", hours: 1 }, "every hour"],
    ["0 3 * * *", { every: "day", at: "03:00" }, "every day at 03:00 UTC"],
    ["30 23 * * *", { every: "day", at: "23:30" }, "every day at 23:30 UTC"],
    ["5 4 * * 1", { every: "week", weekday: 1, at: "04:05" }, "every Monday at 04:05 UTC"],
    ["*/15 8-18 * * 1-5", { every: "written", text: "*/15 8-18 * * 1-5" }, "on the schedule */15 8-18 * * 1-5"],
    ["every 2 days", { every: "written", text: "every 2 days" }, "on the schedule every 2 days"],
    ["", { every: "written", text: "" }, "on the schedule "],
  ];
  it.each(cases)("%s", (text, times, words) => {
    expect(timesOf(text)).toEqual(times);
    expect(textOf(times)).toBe(text);
    expect(timesInWords(times)).toBe(words);
  });

  it("reads what others write", () => {
    expect(timesOf("hourly")).toEqual({ every: "hours", hours: 1 });
    expect(timesOf("every 12 hours")).toEqual({ every: "hours", hours: 12 });
    expect(timesOf("daily")).toEqual({ every: "day", at: "00:00" });
    expect(timesOf("weekly")).toEqual({ every: "week", weekday: 4, at: "00:00" });
    expect(timesOf("0 0 * * 7")).toEqual({ every: "week", weekday: 0, at: "00:00" });
    expect(timesOf("0 24 * * *")).toEqual({ every: "written", text: "0 24 * * *" });
  });

  it("says each in a sentence", () => {
    expect(refreshInWords("snapshot")).toMatch(/^Stays as it is/);
    expect(refreshInWords("live")).toMatch(/within about a second/);
    expect(refreshInWords("0 4 * * *")).toBe("Computed anew every day at 04:00 UTC.");
  });
});
