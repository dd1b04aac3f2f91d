import type { ReactNode } from "react";
import type { Schema } from "../../api/client";
import { Answer } from "../../parts/Page";
import { count, plural } from "../../words/numbers";
import { ago, date, exact } from "../../words/times";
import { Kept } from "./Kept";
import styles from "./home.module.css";
import { Steps } from "./Steps";
import { useSteps } from "./steps_state";

type Model = Schema<"Model">;

function modelWords(model: Model | undefined) {
  if (!model) return "Nothing was learned from it yet.";
  return `The model that serves was trained ${ago(model.created_at)} on events up to ${date(model.as_of)}: it tells who is likely to come to ${model.goals.join(" or ")} within ${plural(model.horizon_days, "day")}.`;
}

// Where things stand, in words, and the next sensible step.
export function Standing({ status, children }: { status: Schema<"Status">; children: ReactNode }) {
  const steps = useSteps(status);
  return (
    <>
      <Answer note={<>
        {status.last && <>Last event: <span title={exact(status.last)}>{ago(status.last)}</span>. </>}
        {steps.model !== undefined && modelWords(steps.model ?? undefined)}
      </>}>
        <strong>{count(status.profiles)}</strong> {status.profiles === 1 ? "person" : "people"} with{" "}
        <strong>{count(status.events)}</strong> {status.events === 1 ? "event" : "events"}
        {status.first && <>, since {date(status.first)}</>}.
      </Answer>
      {children && <div className={styles.atWork}>{children}</div>}
      <Steps known={steps} />
      <Kept />
    </>
  );
}
