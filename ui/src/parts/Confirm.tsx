import { Button, Group, Modal, TextInput, type ButtonProps } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useState, type ReactNode } from "react";
import { Trouble } from "./Trouble";

// A button for what cannot be undone: it says what will happen and asks; `typed` must be typed for it.
export function Confirm({ button, title, children, doIt, action, typed, ...look }: {
  button: string;
  title: string;
  children: ReactNode;  // what will happen
  action: string;       // the word on the button that does it
  doIt: () => Promise<unknown>;
  typed?: string;
} & Omit<ButtonProps, "children">) {
  const [is_open, { open, close }] = useDisclosure(false);
  const [text, setText] = useState("");
  const [is_busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async () => {
    setBusy(true);
    setError(null);
    try {
      await doIt();
      close();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <>
      <Button variant="default" {...look} onClick={open}>{button}</Button>
      <Modal opened={is_open} onClose={close} title={title} centered
             closeButtonProps={{ "aria-label": "Close" }}>
        <form onSubmit={(event) => { event.preventDefault(); void run(); }}>
          {children}
          {typed && (
            <TextInput mt="md" label={`Type ${typed} to go on`} value={text} autoComplete="off"
                       onChange={(event) => setText(event.currentTarget.value)} />
          )}
          <Trouble error={error} />
          <Group mt="lg" justify="flex-end">
            <Button variant="default" onClick={close}>Keep things as they are</Button>
            <Button type="submit" color="red.8" loading={is_busy} disabled={!!typed && text !== typed}>{action}</Button>
          </Group>
        </form>
      </Modal>
    </>
  );
}
