import { Button } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import { useRef } from "react";
import styles from "./parts.module.css";

// Text to be taken away as it is: a call, a snippet, a key. Without TLS browsers give pages no clipboard: the text is
// selected then.
export function Copy({ text, label }: { text: string; label: string }) {
  const clipboard = useClipboard({ timeout: 2_000 });
  const block = useRef<HTMLPreElement>(null);
  const take = () => {
    clipboard.copy(text);
    if (block.current) window.getSelection()?.selectAllChildren(block.current);
  };
  return (
    <div className={styles.copy}>
      <pre tabIndex={0} role="group" aria-label={label} ref={block}>{text}</pre>
      <Button size="compact-sm" variant="default" onClick={take} aria-label={`Copy ${label}`}>
        {clipboard.copied ? "Copied" : clipboard.error ? "Selected: press Ctrl C" : "Copy"}
      </Button>
    </div>
  );
}
