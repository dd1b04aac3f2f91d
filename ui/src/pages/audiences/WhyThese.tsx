import type { AudienceAnswer } from "../../charts/size_curve";
import { reasonWords } from "../../words/audience";
import { percent } from "../../words/numbers";
import styles from "./audiences.module.css";

// Reasons in words, the weightiest first: for how many members each is among the three strongest.
export function WhyThese({ answer }: { answer: AudienceAnswer }) {
  if (answer.reasons.length === 0) return <p className={styles.quiet}>Nothing sets these people apart yet.</p>;
  return (
    <ul className={styles.reasons}>
      {answer.reasons.map((reason) => (
        <li key={reason.kind}>
          <span className={styles.reasonShare} data-figures>{percent(reason.share)}</span>
          <div>
            <strong>{reasonWords(reason)}</strong>
            <span className={styles.bar} aria-hidden="true"><span style={{ width: `${reason.share * 100}%` }} /></span>
            <span className={styles.example}>for example: {reason.example}</span>
          </div>
        </li>
      ))}
    </ul>
  );
}
