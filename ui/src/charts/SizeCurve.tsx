import { area, line } from "d3-shape";
import type { KeyboardEvent, PointerEvent } from "react";
import { days } from "../words/audience";
import { goalWords } from "../words/goals";
import { compact, count, expectation, percent } from "../words/numbers";
import { Legend, Plot, type Frame } from "./Plot";
import {
  kRecommended, pointAt, shareAfterKey, shareOfSize, sizeOfShare, wholeCurve, type AudienceAnswer, type SizePoint,
} from "./size_curve";
import styles from "./size_curve.module.css";

const kNearEdge = 150;     // pixels that a note beside a line needs
const kBeyondLimit = 1.5;  // how far behind the last who is likely enough the chart goes on

// What a slider says of where it stands.
function inWords(point: SizePoint, answer: AudienceAnswer) {
  return `${count(point.size)} people, ${percent(point.share)}: ${expectation(point.expected)} ${goalWords(answer.goals).many} `
    + `expected, ${count(point.low)} to ${count(point.high)}`;
}

function Beyond({ frame, answer }: { frame: Frame; answer: AudienceAnswer }) {
  const at = frame.x(answer.likely_enough);
  if (answer.likely_enough >= answer.eligible) return null;
  const is_right = frame.width - at < kNearEdge;
  return (
    <>
      <rect x={at} width={frame.width - at} height={frame.height} className={styles.left} />
      <line x1={at} x2={at} y2={frame.height} className={styles.limit} />
      <text x={is_right ? at - 8 : at + 8} y={14} textAnchor={is_right ? "end" : "start"} className={styles.note}>
        not likely enough →
      </text>
    </>
  );
}

function Recommended({ frame, answer }: { frame: Frame; answer: AudienceAnswer }) {
  const size = Math.min(sizeOfShare(kRecommended, answer.eligible), answer.likely_enough);
  if (size === 0) return null;
  const at = frame.x(size);
  const is_left = at < kNearEdge;
  const is_below = is_left || frame.width < 3 * kNearEdge;  // the note of the limit may stand there
  return (
    <>
      <line x1={at} x2={at} y2={frame.height} className={styles.recommended} />
      <text x={is_left ? at + 8 : at - 8} y={is_below ? 32 : 14} textAnchor={is_left ? "start" : "end"} className={styles.recommendedNote}>
        recommended
      </text>
    </>
  );
}

function Curve({ frame, answer, point }: { frame: Frame; answer: AudienceAnswer; point: SizePoint }) {
  const { x, y, width, height } = frame;
  const curve = wholeCurve(answer);
  const limit = pointAt(curve, answer.likely_enough);
  const taken = [...curve.filter(({ size }) => size < limit.size), limit];
  const end = pointAt(curve, x.domain()[1]);
  const left_out = [limit, ...curve.filter(({ size }) => size > limit.size && size < end.size), end];
  const drawn = line<SizePoint>().x(({ size }) => x(size)).y(({ expected }) => y(expected));
  const band = area<SizePoint>().x(({ size }) => x(size)).y0(({ low }) => y(low)).y1(({ high }) => y(high));
  const at = x(point.size);
  return (
    <>
      <Beyond frame={frame} answer={answer} />
      <path d={band(taken) ?? ""} className={styles.band} />
      <line x1={0} y1={height} x2={width} y2={y(answer.average * x.domain()[1])} className={styles.random} />
      <Recommended frame={frame} answer={answer} />
      <path d={drawn(left_out) ?? ""} className={styles.beyond} />
      <path d={drawn(taken) ?? ""} className={styles.line} />
      <line x1={at} x2={at} y1={y(point.low)} y2={y(point.high)} className={styles.interval} />
      <line x1={at} x2={at} y1={y(point.low)} y2={height} className={styles.chosen} opacity={0.35} />
      <circle cx={at} cy={y(point.expected)} r={6} className={styles.dot} />
    </>
  );
}

function Handle({ frame, answer, point, onShare }: {
  frame: Frame;
  answer: AudienceAnswer;
  point: SizePoint;
  onShare: (share: number) => void;
}) {
  const takePlace = (event: PointerEvent<HTMLDivElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    onShare(shareOfSize(Math.round(frame.x.invert(event.clientX - box.left)), answer));
  };
  const begin = (event: PointerEvent<HTMLDivElement>) => {
    if (event.button !== 0) return;
    event.preventDefault();
    event.currentTarget.setPointerCapture(event.pointerId);
    event.currentTarget.querySelector<HTMLElement>("[role=slider]")?.focus({ preventScroll: true });
    takePlace(event);
  };
  const key = (event: KeyboardEvent) => {
    const share = shareAfterKey(event.key, point.size, answer);
    if (share === undefined) return;
    event.preventDefault();
    onShare(share);
  };
  return (
    <div className={styles.drag} onPointerDown={begin}
         onPointerMove={(event) => event.currentTarget.hasPointerCapture(event.pointerId) && takePlace(event)}>
      <div role="slider" tabIndex={0} className={styles.handle} aria-label="How many people" onKeyDown={key}
           aria-valuemin={0} aria-valuemax={answer.likely_enough} aria-valuenow={point.size}
           aria-valuetext={inWords(point, answer)}
           style={{ left: frame.x(point.size), top: frame.y(point.expected) }} />
    </div>
  );
}

// People against expected conversions, with their interval, and picked at random beside it. With `onShare` the
// point can be dragged along the curve, up to the last who is likely enough; it is told in per cent of the eligible.
export function SizeCurve({ answer, point, onShare }: {
  answer: AudienceAnswer;
  point: SizePoint;
  onShare?: (share: number) => void;
}) {
  const { many } = goalWords(answer.goals);
  const curve = wholeCurve(answer);
  const widest = Math.max(1, Math.min(answer.eligible, Math.ceil(Math.max(answer.likely_enough, point.size) * kBeyondLimit)));
  const most = Math.max(1, ...curve.map(({ size, high, expected }) => (size <= answer.likely_enough ? high : expected)));
  return (
    <div>
      <Plot x={{ domain: [0, widest], label: `people in the audience, the likeliest of ${count(answer.eligible)} first`, format: compact }}
            y={{ domain: [0, most * 1.04], label: `${many} expected within ${days(answer.horizon_days)}`, format: most < 4 ? String : compact }}
            height={320} says={inWords(point, answer)}
            over={onShare && ((frame) => <Handle frame={frame} answer={answer} point={point} onShare={onShare} />)}>
        {(frame) => <Curve frame={frame} answer={answer} point={point} />}
      </Plot>
      <Legend entries={[
        { mark: "mark", text: "this audience, with its interval" }, { mark: "plot", text: `${many} expected` },
        { mark: "band", text: "90 % interval" }, { mark: "other", text: "picked at random" },
      ]} />
    </div>
  );
}
