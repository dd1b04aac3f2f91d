import { useElementSize } from "@mantine/hooks";
import { scaleLinear, scaleLog, type ScaleContinuousNumeric } from "d3-scale";
import type { ReactNode } from "react";
import styles from "./charts.module.css";

export type Scale = ScaleContinuousNumeric<number, number>;
export interface Axis {
  domain: [number, number];
  label: string;                      // what it counts, with its unit
  format: (value: number) => string;
  ticks?: number;
  log?: boolean;
}
export interface Frame {
  x: Scale;
  y: Scale;
  width: number;   // of the plotted area, in pixels
  height: number;
}

const kMargin = { top: 12, right: 16, bottom: 42, left: 58 };

// The frame of every chart: axes with words, quiet lines, the width it is given. `says` is the chart in a
// sentence, for whoever does not see it. `children` draws in pixels of the plotted area; `over` lies over
// it, in the same pixels, and can be touched and focused.
export function Plot({ x, y, height = 280, says, over, children }: {
  x: Axis;
  y: Axis;
  height?: number;
  says: string;
  over?: (frame: Frame) => ReactNode;
  children: (frame: Frame) => ReactNode;
}) {
  const { ref, width } = useElementSize();
  const inner = { width: Math.max(0, width - kMargin.left - kMargin.right), height: height - kMargin.top - kMargin.bottom };
  const make = ({ domain, log }: Axis, range: [number, number]): Scale =>
    (log ? scaleLog() : scaleLinear()).domain(domain).range(range);
  const frame = { x: make(x, [0, inner.width]), y: make(y, [inner.height, 0]), ...inner };
  const x_ticks = frame.x.ticks(x.ticks ?? Math.max(2, Math.min(8, Math.floor(inner.width / 90))));
  return (
    <div ref={ref} className={styles.plot}>
      {/* Its height is kept before its width is known: nothing jumps. */}
      <svg width={width} height={height} role="img" aria-label={says}>
        {width > 0 && (
          <g transform={`translate(${kMargin.left},${kMargin.top})`}>
            {frame.y.ticks(y.ticks ?? 4).map((tick) => (
              <g key={tick} transform={`translate(0,${frame.y(tick)})`}>
                <line x2={inner.width} className={styles.grid} />
                <text x={-10} dy="0.32em" textAnchor="end" className={styles.tick}>{y.format(tick)}</text>
              </g>
            ))}
            {x_ticks.map((tick) => (
              <text key={tick} x={frame.x(tick)} y={inner.height + 18} textAnchor="middle" className={styles.tick}>
                {x.format(tick)}
              </text>
            ))}
            <line y1={inner.height} y2={inner.height} x2={inner.width} className={styles.base} />
            <text x={inner.width} y={inner.height + 36} textAnchor="end" className={styles.axisLabel}>{x.label}</text>
            {children(frame)}
          </g>
        )}
      </svg>
      <span className={styles.yLabel}>{y.label}</span>
      {over && width > 0 && (
        <div className={styles.over} style={{ left: kMargin.left, bottom: kMargin.bottom, width: inner.width, height: inner.height }}>
          {over(frame)}
        </div>
      )}
    </div>
  );
}

// What the marks of a chart mean.
export function Legend({ entries }: { entries: { mark: "plot" | "other" | "third" | "mark" | "band"; text: string }[] }) {
  return (
    <ul className={styles.legend}>
      {entries.map(({ mark, text }) => <li key={text}><span data-mark={mark} aria-hidden="true" />{text}</li>)}
    </ul>
  );
}
