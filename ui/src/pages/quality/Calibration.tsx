import type { Schema } from "../../api/client";
import { Legend, Plot } from "../../charts/Plot";
import { Table } from "../../parts/Table";
import { compact, count, expectation } from "../../words/numbers";
import styles from "./quality.module.css";

const kZ90 = 1.645;
// How far a count may be off by chance alone, in nine of ten cases.
const chance = (actual: number): [number, number] =>
  [Math.max(0, actual - kZ90 * Math.sqrt(actual)), actual + kZ90 * Math.sqrt(actual)];
const nameOf = (share: number) => (share === 1 ? "everybody" : `likeliest ${Math.round(share * 100)} %`);

// What was expected of the likeliest, against what then happened.
export function Calibration({ points }: { points: Schema<"CalibrationPoint">[] }) {
  const most = Math.max(1, ...points.flatMap(({ expected, actual }) => [expected, chance(actual)[1]])) * 1.08;
  const all = points.at(-1);
  return (
    <div className={styles.pair}>
      <div>
        <Plot height={300} x={{ domain: [0, most], label: "expected", format: compact, ticks: 4 }}
              y={{ domain: [0, most], label: "happened", format: compact }}
              says={all ? `In all ${expectation(all.expected)} were expected and ${count(all.actual)} happened.` : "Expected against happened."}>
          {({ x, y }) => (
            <>
              <line x1={x(0)} y1={y(0)} x2={x(most)} y2={y(most)} className={styles.chance} />
              {points.map(({ share, expected, actual }) => {
                const [low, high] = chance(actual);
                return (
                  <g key={share}>
                    <line x1={x(expected)} x2={x(expected)} y1={y(low)} y2={y(high)} className={styles.whisker} />
                    <circle cx={x(expected)} cy={y(actual)} r={4.5} className={styles.dot} />
                  </g>
                );
              })}
            </>
          )}
        </Plot>
        <Legend entries={[{ mark: "mark", text: "What happened, with what chance alone may do (9 of 10)" }, { mark: "third", text: "As expected" }]} />
      </div>
      <Table caption="Conversions expected and happened" rows={points} keyOf={({ share }) => share} columns={[
        { head: "Among the", cell: ({ share }) => nameOf(share) },
        { head: "Expected", align: "right", cell: ({ expected }) => expectation(expected) },
        { head: "Happened", align: "right", cell: ({ actual }) => count(actual) },
        { head: "Happened ÷ expected", align: "right", cell: ({ expected, actual }) => (expected > 0 ? (actual / expected).toFixed(2) : "") },
      ]} />
    </div>
  );
}
