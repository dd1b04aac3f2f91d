import { describe, expect, it } from "vitest";
import type { Run } from "../api/runs";
import { refusedOf, runKind, runResult } from "./runs";

const run = (given: Partial<Run>): Run => ({
  id: 1, kind: "import", status: "completed", percent: 100, words: "", actor: "ann", arguments: {}, error: null,
  created_at: "2026-01-01T00:00:00Z", started_at: null, ended_at: null, result: {}, ...given,
});

describe("runResult", () => {
  it("says what an import brought", () => {
    const result = { events: 1, duplicates: 2, discard_count: 1, new_profiles: 0, first: null, last: null };
    expect(runResult(run({ result }))).toEqual([
      "1 new event came in.", "2 were known already and did not count again.", "1 row was refused.",
    ]);
  });
  it("says why a model does not serve", () => {
    const result = { model: "model_2", held_back: "clearly worse", interactions: 10, profiles: 1, columns: [{}] };
    expect(runResult(run({ kind: "train", result }))).toEqual([
      "model_2 learned 1 column from 10 interactions of 1 person.", "It does not serve: clearly worse",
    ]);
  });
  it("gives the error of what failed, and nothing of a kind it does not know", () => {
    expect(runResult(run({ status: "failed", error: "no disk" }))).toEqual(["no disk"]);
    expect(runResult(run({ kind: "other" }))).toEqual([]);
    expect(runKind("other")).toBe("other");
  });
});

describe("refusedOf", () => {
  it("puts the most frequent reason first", () => {
    expect(refusedOf({ discards: { a: 1, b: 3, c: 1 } }).map(({ reason }) => reason)).toEqual(["b", "a", "c"]);
    expect(refusedOf(null)).toEqual([]);
  });
});
