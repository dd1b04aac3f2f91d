import { describe, expect, it } from "vitest";
import { pointAt, shareAfterKey, shareOfSize, sizeOfShare, wholeCurve, type SizePoint } from "./size_curve";

const point = (size: number, expected: number, low: number, high: number, least_likely: number): SizePoint =>
  ({ size, share: size / 1_000, expected, low, high, least_likely });
const curve = wholeCurve({ curve: [point(100, 20, 10, 31, 0.1), point(200, 28, 15, 40, 0.05), point(1_000, 40, 22, 55, 0.001)] });
const answer = { eligible: 1_000, likely_enough: 250 };

describe("size curve", () => {
  it("begins with nobody, once", () => {
    expect(curve.map(({ size }) => size)).toEqual([0, 100, 200, 1_000]);
    expect(wholeCurve({ curve })).toBe(curve);
  });

  it("is exact at the server's points", () => {
    expect(pointAt(curve, 200)).toBe(curve[2]);
    expect(pointAt(curve, 5_000)).toBe(curve[3]);
    expect(pointAt([], 5).size).toBe(0);
  });

  it("lies between its neighbours, its interval rounded outwards", () => {
    expect(pointAt(curve, 150)).toEqual({ size: 150, share: expect.closeTo(0.15), expected: 24, low: 12, high: 36, least_likely: expect.closeTo(0.075) });
    expect(pointAt(curve, 50)).toMatchObject({ expected: 10, low: 5, high: 16, least_likely: 0.1 });
  });

  it("rounds shares up as the server does", () => {
    expect(sizeOfShare(20, 1_891)).toBe(379);
    expect(sizeOfShare(10, 1_000)).toBe(100);
    expect(sizeOfShare(0.1, 1_891)).toBe(2);
  });

  it("reads a place as a share, at the limit as everyone likely enough", () => {
    expect(shareOfSize(123, answer)).toBe(12.3);
    expect(shareOfSize(0, answer)).toBe(0.1);
    expect(shareOfSize(250, answer)).toBe(100);
    expect(shareOfSize(600, answer)).toBe(100);
    expect(shareOfSize(0, { eligible: 0, likely_enough: 0 })).toBe(100);
  });

  const keys: [string, number, number | undefined][] = [
    ["ArrowRight", 100, 10.5], ["ArrowUp", 100, 10.5], ["ArrowLeft", 100, 9.5], ["ArrowDown", 3, 0.5],
    ["PageUp", 100, 15], ["PageDown", 100, 5], ["PageUp", 220, 100], ["ArrowLeft", 1_000, 24.5],
    ["ArrowRight", 101, 10.5], ["Home", 100, 0.5], ["End", 100, 100], ["a", 100, undefined],
  ];
  it.each(keys)("%s from %d", (key, size, share) => {
    expect(shareAfterKey(key, size, answer)).toBe(share);
  });
});
