import { describe, expect, it } from "vitest";
import { partSize } from "./uploads";

const kMiB = 1024 * 1024;

describe("partSize", () => {
  it("is never more than the server takes, and never tiny", () => {
    expect(partSize(10)).toBe(kMiB);
    expect(partSize(240 * kMiB)).toBe(10 * kMiB);
    expect(partSize(50_000 * kMiB)).toBe(16 * kMiB);
  });
});
