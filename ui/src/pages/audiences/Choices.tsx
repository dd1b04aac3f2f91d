import { useId } from "react";
import styles from "./audiences.module.css";

// One of a few, each with what it means: native radio buttons that look like what they stand for.
export function Choices({ label, choices, chosen, choose }: {
  label: string;
  choices: { value: string; text: string; note: string; mark?: string }[];
  chosen: string;
  choose: (value: string) => void;
}) {
  const name = useId();
  return (
    <fieldset className={styles.choices}>
      <legend>{label}</legend>
      {choices.map(({ value, text, note, mark }) => (
        <label key={value} className={styles.choice}>
          <input type="radio" name={name} value={value} checked={value === chosen} onChange={() => choose(value)} />
          <span className={styles.choiceText}>{text}{mark && <>{" "}<em>{mark}</em></>}</span>
          <small data-figures>{note}</small>
        </label>
      ))}
    </fieldset>
  );
}
