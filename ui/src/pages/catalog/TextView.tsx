import { Button, Textarea } from "@mantine/core";
import { useClipboard } from "@mantine/hooks";
import styles from "./catalog.module.css";

// The mapping as text, for who has it in a file or wants it in one.
export function TextView({ text, problem, may, change }: {
  text: string;
  problem: string | null;
  may: boolean;
  change: (text: string) => void;
}) {
  const clipboard = useClipboard({ timeout: 2_000 });
  return (
    <div className={styles.text}>
      <Textarea label="The mapping as TOML" description="JSON of the same shape is understood as well." value={text} autosize minRows={12} maxRows={36}
                readOnly={!may} spellCheck={false} classNames={{ input: styles.code }} error={problem} inputWrapperOrder={["label", "description", "error", "input"]}
                onChange={(event) => change(event.currentTarget.value)} />
      <Button variant="default" size="sm" onClick={() => clipboard.copy(text)}>{clipboard.copied ? "Copied" : "Copy the text"}</Button>
    </div>
  );
}
