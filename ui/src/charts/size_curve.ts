// An audience's size curve between the points that the server computed, and sizes as shares.
import type { Schema } from "../api/client";

export type AudienceAnswer = Schema<"AudienceAnswer">;
export type SizePoint = AudienceAnswer["point"];

const kNobody: SizePoint = { size: 0, share: 0, expected: 0, low: 0, high: 0, least_likely: 0 };
export const kRecommended = 20;  // per cent of the eligible

// How many a share asks for: as the server rounds it, up.
export const sizeOfShare = (percent: number, eligible: number) => Math.ceil((percent / 100) * eligible - 1e-9);

// The curve from nobody on.
export function wholeCurve({ curve }: Pick<AudienceAnswer, "curve">): SizePoint[] {
  return curve[0]?.size === 0 ? curve : [kNobody, ...curve];
}

// What an audience of `size` people would be, on the straight line between its neighbours.
export function pointAt(curve: SizePoint[], size: number): SizePoint {
  if (curve.length === 0) return kNobody;
  const last = curve[curve.length - 1];
  if (size >= last.size) return last;
  const at = curve.findIndex((point) => point.size >= size);
  const to = curve[at];
  if (at === 0 || to.size === size) return to;
  const from = curve[at - 1];
  const part = (size - from.size) / (to.size - from.size);
  const between = (a: number, b: number) => a + part * (b - a);
  return {
    size,
    share: between(from.share, to.share),
    expected: between(from.expected, to.expected),
    low: Math.floor(between(from.low, to.low)),
    high: Math.ceil(between(from.high, to.high)),
    // The curve from nobody on has no least likely member at its first point.
    least_likely: from.size === 0 ? to.least_likely : between(from.least_likely, to.least_likely),
  };
}

// The share that a place on the curve means, to a tenth of a per cent; at the limit everyone likely enough.
export function shareOfSize(size: number, { eligible, likely_enough }: Pick<AudienceAnswer, "eligible" | "likely_enough">) {
  if (eligible === 0 || size >= likely_enough) return 100;
  const share = Math.max(0.1, Math.round((size / eligible) * 1_000) / 10);
  return sizeOfShare(share, eligible) >= likely_enough ? 100 : share;
}

const kStep = 0.5;  // per cent; keys stay on its multiples
const kLargeStep = 5;
// The share after a key on the slider; undefined: not a key of a slider.
export function shareAfterKey(key: string, size: number, answer: Pick<AudienceAnswer, "eligible" | "likely_enough">) {
  const now = (100 * Math.min(size, answer.likely_enough)) / Math.max(answer.eligible, 1);
  const moved = (by: number) => {
    const share = Math.max(kStep, Math.round((now + by) / kStep) * kStep);
    return sizeOfShare(share, answer.eligible) >= answer.likely_enough ? 100 : share;
  };
  switch (key) {
    case "ArrowRight": case "ArrowUp": return moved(kStep);
    case "ArrowLeft": case "ArrowDown": return moved(-kStep);
    case "PageUp": return moved(kLargeStep);
    case "PageDown": return moved(-kLargeStep);
    case "Home": return kStep;
    case "End": return 100;
    default: return undefined;
  }
}
