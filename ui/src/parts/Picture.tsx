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

// A product's picture; a quiet ground while there is none, or when it does not come.
export function Picture({ address, large = false }: { address: string | null; large?: boolean }) {
  const [failed, setFailed] = useState<string | null>(null);
  return (
    <span className={styles.picture} data-large={large || undefined}>
      {address && failed !== address && (
        <img src={address} alt="" loading="lazy" decoding="async" referrerPolicy="no-referrer" onError={() => setFailed(address)} />
      )}
    </span>
  );
}
