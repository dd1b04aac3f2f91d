import { Answer } from "../../parts/Page";
import type { AudienceAnswer, SizePoint } from "../../charts/size_curve";
import { days, whyFewer, whyNobody } from "../../words/audience";
import { goalWords } from "../../words/goals";
import { count, expectation, percent } from "../../words/numbers";
import { date } from "../../words/times";
import styles from "./audiences.module.css";

// How many people, what to expect of them, and what chance would bring: of the answer's own size, or of another
// point of its curve.
export function AudienceSentence({ answer, point = answer.point }: { answer: AudienceAnswer; point?: SizePoint }) {
  if (point.size === 0) return <Answer note={whyNobody(answer)}>Nobody would be in this audience.</Answer>;
  const { one, many } = goalWords(answer.goals);
  const expected = expectation(point.expected);
  return (
    <Answer note={(
      <>
        {whyFewer(answer, point.size)} They are {percent(point.share)} of the {count(answer.eligible)} eligible
        people, as of {date(answer.as_of)}. Each person counts once, and nine times in ten the number lies
        between {count(point.low)} and {count(point.high)}.
      </>
    )}>
      <strong>{count(point.size)}</strong> {point.size === 1 ? "person" : "people"}; we
      expect <strong>{expected}</strong> {expected === "1.0" ? one : many} within {days(answer.horizon_days)}{" "}
      <span className={styles.together}>({count(point.low)}–{count(point.high)}).</span> Picked at random, the same number would
      bring {expectation(answer.average * point.size)}.
    </Answer>
  );
}
