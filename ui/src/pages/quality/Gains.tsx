import { line } from "d3-shape";
import type { Schema } from "../../api/client";
import { Legend, Plot } from "../../charts/Plot";
import { percent } from "../../words/numbers";
import styles from "./quality.module.css";

const kWidest = 0.5;
const kMarked = [0.05, 0.2];

const share = (value: number) => `${Math.round(value * 100)} %`;

// How many of those who did it are among the likeliest: the model, the best simple rule, and chance.
export function Gains({ gains, rule }: { gains: Schema<"Gain">[]; rule: string }) {
  const shown = gains.filter(({ people }) => people <= kWidest);
  const at = (people: number) => gains.find((gain) => gain.people === people);
  const five = at(kMarked[0]);
  return (
    <>
      <Plot height={300} x={{ domain: [0, kWidest], label: "of all people, the likeliest first", format: share, ticks: 5 }}
            y={{ domain: [0, 1], label: "of those who then did it", format: share }}
            says={five ? `Among the likeliest 5 % are ${percent(five.likely)} of those who did it; by the rule ${rule} ${percent(five.rule)}; at random 5 %.`
              : "The share of those who did it, by the share of people, the likeliest first."}>
        {({ x, y, height }) => {
          const draw = (of: (gain: Schema<"Gain">) => number) =>
            line<Schema<"Gain">>().x(({ people }) => x(people)).y((gain) => y(of(gain)))(shown) ?? "";
          return (
            <>
              <line x1={x(0)} y1={y(0)} x2={x(kWidest)} y2={y(kWidest)} className={styles.chance} />
              <path d={draw((gain) => gain.rule)} className={styles.rule} />
              <path d={draw((gain) => gain.likely)} className={styles.likely} />
              {kMarked.map((people) => {
                const gain = at(people);
                return gain && (
                  <g key={people}>
                    <line x1={x(people)} x2={x(people)} y1={height} y2={y(gain.likely)} className={styles.drop} />
                    <circle cx={x(people)} cy={y(gain.likely)} r={4.5} className={styles.dot} />
                    <text x={x(people) + 9} y={y(gain.likely) + 17} className={styles.dotText}>{percent(gain.likely)}</text>
                  </g>
                );
              })}
            </>
          );
        }}
      </Plot>
      <Legend entries={[{ mark: "plot", text: "Likely" }, { mark: "other", text: `Best simple rule: ${rule}` },
        { mark: "third", text: "At random" }]} />
    </>
  );
}
