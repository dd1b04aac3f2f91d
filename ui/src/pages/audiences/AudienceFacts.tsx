import type { AudienceAnswer, SizePoint } from "../../charts/size_curve";
import { Facts, Notice } from "../../parts/Page";
import { evidenceMeans, seenBefore } from "../../words/audience";
import { percent, times } from "../../words/numbers";
import styles from "./audiences.module.css";

// How sure the answer is, and of what.
export function AudienceFacts({ answer, point = answer.point }: { answer: AudienceAnswer; point?: SizePoint }) {
  const by_chance = answer.average * point.size;
  return (
    <>
      <Facts facts={[
        {
          what: "Better than random",
          value: by_chance > 0 ? times(point.expected / by_chance) : "–",
          note: "expected here, against the same number picked at random",
        },
        {
          what: "Least likely member",
          value: point.size > 0 ? percent(point.least_likely) : "–",
          note: `the average person: ${percent(answer.average)}`,
        },
        { what: "Evidence", value: answer.evidence, note: seenBefore(answer) || undefined },
      ]} />
      <p className={styles.quiet}>{evidenceMeans(answer.evidence)} {answer.sentence}</p>
      {answer.assumed && <p className={styles.quiet}>Assumed: {answer.assumed}.</p>}
      {answer.quality.low_data && (
        <p className={styles.quiet}>There is little data in this whole property: take the numbers as a rough guide.</p>
      )}
      {answer.notes.map((note) => <Notice key={note}>{note}</Notice>)}
    </>
  );
}
