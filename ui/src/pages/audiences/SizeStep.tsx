import { NumberInput, Switch } from "@mantine/core";
import { SizeCurve } from "../../charts/SizeCurve";
import { kRecommended, pointAt, sizeOfShare, wholeCurve, type AudienceAnswer, type SizePoint } from "../../charts/size_curve";
import { goalWords } from "../../words/goals";
import { count, expectation } from "../../words/numbers";
import { AudienceFacts } from "./AudienceFacts";
import { AudienceSentence } from "./AudienceSentence";
import styles from "./audiences.module.css";
import { Choices } from "./Choices";
import { askedOf, type Draft } from "./draft";

const kShares = [5, 10, 20, 30];
const kEveryone = 100;

function presets(answer: AudienceAnswer) {
  const curve = wholeCurve(answer);
  const { many } = goalWords(answer.goals);
  const shares = kShares.filter((share) => sizeOfShare(share, answer.eligible) < answer.likely_enough || share === kRecommended);
  return [...shares, kEveryone].map((share) => {
    const point = pointAt(curve, Math.min(sizeOfShare(share, answer.eligible), answer.likely_enough));
    return {
      value: String(share),
      text: share === kEveryone ? "Everyone likely enough" : `${share} %`,
      note: `${count(point.size)} people · ${expectation(point.expected)} ${many}`,
      mark: share === kRecommended ? "recommended" : undefined,
    };
  });
}

// The answer for what is asked now: the server's own when it is of this size, else read off its curve.
export function pointNow(answer: AudienceAnswer, draft: Draft): SizePoint {
  const asked = askedOf(draft, answer.eligible);
  if (asked === answer.asked) return answer.point;
  return pointAt(wholeCurve(answer), Math.min(asked, answer.likely_enough));
}

// Step two: how many, by what they are expected to bring.
export function SizeStep({ answer, draft, set, is_stale }: {
  answer: AudienceAnswer;
  draft: Draft;
  set: (change: Partial<Draft>) => void;
  is_stale: boolean;  // of another target than the one that is asked for now
}) {
  const point = pointNow(answer, draft);
  const shown = { ...answer, asked: askedOf(draft, answer.eligible), point };
  return (
    <div className={styles.size} data-stale={is_stale} aria-busy={is_stale}>
      <div className={styles.sentence}><AudienceSentence answer={shown} /></div>
      <Choices label="Share of all people" chosen={draft.size === undefined ? String(draft.top) : ""}
               choose={(share) => set({ top: Number(share), size: undefined })} choices={presets(answer)} />
      <SizeCurve answer={answer} point={point} onShare={(top) => set({ top, size: undefined })} />
      <div className={styles.exactly}>
        <NumberInput label="Exactly so many people" className={styles.number} min={1} max={Math.max(1, answer.eligible)} allowDecimal={false}
                     allowNegative={false} thousandSeparator="," placeholder="as on the curve" value={draft.size ?? ""}
                     onChange={(size) => set({ size: size === "" || Number(size) < 1 ? undefined : Number(size) })} />
        <Switch label="Only people with a user id" checked={draft.known_only}
                description="Leaves visitors out who never signed in or ordered under a user id"
                onChange={(event) => set({ known_only: event.currentTarget.checked })} />
      </div>
      <AudienceFacts answer={answer} point={point} />
    </div>
  );
}
