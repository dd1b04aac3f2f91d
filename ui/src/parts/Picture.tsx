import { useState } from "react";
import styles from "./picture.module.css";

// Only what a browser fetches from the web: no scripts, no data, no files.
export function webAddress(text: unknown): string | null {
  if (typeof text !== "string") return null;
  try {
    const url = new URL(text.trim());
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

// A product's picture; the first letter of its name while there is none, or when it does not come.
export function Picture({ address, name, large = false }: { address: string | null; name: string; large?: boolean }) {
  const [failed, setFailed] = useState<string | null>(null);
  const letter = /[\p{L}\p{N}]/u.exec(name)?.[0].toUpperCase() ?? "";
  return (
    <span className={styles.picture} data-large={large || undefined}>
      <span className={styles.letter} aria-hidden="true">{letter}</span>
      {address && failed !== address && (
        <img src={address} alt="" loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={() => setFailed(address)} />
      )}
    </span>
  );
}
