import { NumberInput, Radio, Select, TextInput } from "@mantine/core";
import { useState } from "react";
import {
  kDefaultTimes, kWeekdays, localTime, modeOf, textOf, timesOf, type RefreshMode, type Times,
} from "../words/refresh";
import styles from "./refresh.module.css";

const kHours = 6;
const kLongestHours = 720;
const kRates = [
  { value: "hours", label: "Every few hours" },
  { value: "day", label: "Every day" },
  { value: "week", label: "Every week" },
  { value: "written", label: "As I write it" },
];

function initial(every: Times["every"], now: Times): Times {
  const at = "at" in now ? now.at : "04:00";
  switch (every) {
    case "hours": return { every, hours: kHours };
    case "day": return { every, at };
    case "week": return { every, weekday: 1, at };
    case "written": return { every, text: textOf(now) };
  }
}

function TimeOfDay({ at, onChange }: { at: string; onChange: (at: string) => void }) {
  return (
    <TextInput type="time" label="At (UTC)" value={at} className={styles.part} required withAsterisk={false}
               description={`${localTime(at)} on your clock`}
               onChange={(event) => event.currentTarget.value && onChange(event.currentTarget.value)} />
  );
}

function Schedule({ value, onChange, error }: { value: string; onChange: (text: string) => void; error?: string }) {
  // What is written stays written, also while it happens to read like one of the others.
  const [is_written, setWritten] = useState(timesOf(value).every === "written");
  const times: Times = is_written ? { every: "written", text: value } : timesOf(value);
  const set = (next: Times) => {
    setWritten(next.every === "written");
    onChange(textOf(next));
  };
  return (
    <div className={styles.schedule}>
      <Select label="How often" data={kRates} value={times.every} allowDeselect={false} className={styles.part}
              onChange={(every) => every && every !== times.every && set(initial(every as Times["every"], times))} />
      {times.every === "hours" && (
        <NumberInput label="Hours between" value={times.hours} min={1} max={kLongestHours} className={styles.part}
                     allowDecimal={false} clampBehavior="strict" error={error}
                     onChange={(hours) => Number(hours) >= 1 && set({ every: "hours", hours: Number(hours) })} />
      )}
      {times.every === "week" && (
        <Select label="On" data={kWeekdays.map((label, day) => ({ label, value: String(day) }))} allowDeselect={false}
                value={String(times.weekday)} className={styles.part}
                onChange={(day) => day && set({ ...times, weekday: Number(day) })} />
      )}
      {(times.every === "day" || times.every === "week") && (
        <TimeOfDay at={times.at} onChange={(at) => set({ ...times, at })} />
      )}
      {times.every === "written" && (
        <TextInput label="Schedule" value={times.text} className={styles.written} error={error}
                   description="“every 2 days”, or as cron has it, in UTC: minute hour day month weekday, “0 3 * * 1-5”."
                   onChange={(event) => set({ every: "written", text: event.currentTarget.value })} />
      )}
    </div>
  );
}

// How an audience or recommended items stay true. `value` is the API's text: snapshot, live or a schedule;
// `what` is what is kept ("The audience"); `error` is what the server said of it.
export function RefreshChoice({ value, onChange, what, error, label = "How it stays true" }: {
  value: string;
  onChange: (text: string) => void;
  what: string;
  error?: string;
  label?: string;
}) {
  const mode = modeOf(value);
  const choose = (next: string) => {
    if (next === mode) return;
    onChange((next as RefreshMode) === "scheduled" ? textOf(kDefaultTimes) : next);
  };
  return (
    <Radio.Group label={label} value={mode} onChange={choose} error={mode === "scheduled" ? undefined : error}>
      <div className={styles.choices}>
        <Radio value="snapshot" label="Snapshot"
               description={`${what} stays as computed now, until somebody refreshes it. For one mailing.`} />
        <Radio value="scheduled" label="On a schedule"
               description={`${what} is computed anew for everybody at set times, by the newest model.`} />
        {mode === "scheduled" && <Schedule value={value} onChange={onChange} error={error} />}
        <Radio value="live" label="Live"
               description={`${what} follows each person within about a second of what they do, and everybody is computed anew `
                 + "when a newer model serves. For a website or an app."} />
      </div>
    </Radio.Group>
  );
}
