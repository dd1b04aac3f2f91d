import { Button, Group, Modal } from "@mantine/core";
import { useEffect } from "react";
import { useBlocker } from "react-router";

// Asks before a page with unsaved changes is left; `kept` says what becomes of them.
export function LeaveGuard({ when, kept }: { when: boolean; kept: string }) {
  const blocker = useBlocker(({ currentLocation, nextLocation }) => when && currentLocation.pathname !== nextLocation.pathname);
  useEffect(() => {
    if (!when) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", warn);
    return () => window.removeEventListener("beforeunload", warn);
  }, [when]);
  return (
    <Modal opened={blocker.state === "blocked"} onClose={() => blocker.reset?.()} title="Leave without saving?" centered
           closeButtonProps={{ "aria-label": "Close" }}>
      <p>{kept}</p>
      <Group mt="lg" justify="flex-end">
        <Button variant="default" onClick={() => blocker.proceed?.()}>Leave</Button>
        <Button onClick={() => blocker.reset?.()} data-autofocus>Stay here</Button>
      </Group>
    </Modal>
  );
}
