import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import styles from "./parts.module.css";

// Text to be taken away as it is: a call, a snippet, a key.
export function Copy({ text, label }: { text: string; label: string }) {
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    <div className={styles.copy}>
      <pre tabIndex={0} aria-label={label}>{text}</pre>
      <Button size="compact-sm" variant="default" onClick={() => clipboard.copy(text)} aria-label={`Copy ${label}`}>
        {clipboard.copied ? "Copied" : "Copy"}
      </Button>
    </div>
  );
}
