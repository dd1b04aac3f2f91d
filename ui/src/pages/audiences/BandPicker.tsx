import { Button, NumberInput } from "@mantine/core";
import { useState } from "react";
import styles from "./audiences.module.css";

const kBand = /^(-?\d+(?:\.\d+)?)\.\.(-?\d+(?:\.\d+)?)$/;

// A band of numbers of one's own, from a up to b without b.
export function BandPicker({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const [, given_from = "", given_to = ""] = kBand.exec(value) ?? [];
  const [from, setFrom] = useState<string | number>(given_from);
  const [to, setTo] = useState<string | number>(given_to);
  const is_whole = from !== "" && to !== "";
  const is_wrong = is_whole && Number(to) <= Number(from);
  return (
    <form className={styles.band} onSubmit={(event) => { event.preventDefault(); if (is_whole && !is_wrong) onChange(`${from}..${to}`); }}>
      <NumberInput label="Or from" value={from} onChange={setFrom} hideControls className={styles.number} />
      <NumberInput label="up to (without it)" value={to} onChange={setTo} hideControls className={styles.number}
                   error={is_wrong && "It has to be more"} />
      <Button type="submit" variant="default" disabled={!is_whole || is_wrong}>Use this band</Button>
    </form>
  );
}
