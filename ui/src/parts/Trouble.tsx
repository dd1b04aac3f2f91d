import { Button, Skeleton } from "@mantine/core";
import type { ReactNode } from "react";
import { ApiError } from "../api/client";
import styles from "./parts.module.css";

// What went wrong in the server's words (which say what, where, what to do); null shows nothing.
export function Trouble({ error, retry }: { error: unknown; retry?: () => void }) {
  if (!error) return null;
  const messages = error instanceof ApiError && error.errors.length > 0
    ? error.errors.map(({ message, field }) => (field ? `${field}: ${message}` : message))
    : [error instanceof Error ? error.message : String(error)];
  return (
    <div className={styles.trouble} role="alert">
      {messages.map((message) => <p key={message}>{message}</p>)}
      {retry && <Button mt="xs" size="compact-sm" variant="default" onClick={retry}>Try again</Button>}
    </div>
  );
}

interface Asked<Data> {
  data: Data | undefined;
  error: unknown;
  refetch: () => unknown;
}

// The answer when it is there, else a quiet placeholder of about its height, or what went wrong.
export function Awaited<Data>({ asked, lines = 4, children }: {
  asked: Asked<Data>;
  lines?: number;
  children: (data: Data) => ReactNode;
}) {
  if (asked.data !== undefined) return <>{children(asked.data)}</>;
  if (asked.error) return <Trouble error={asked.error} retry={() => void asked.refetch()} />;
  return <Waiting lines={lines} />;
}

export function Waiting({ lines = 4 }: { lines?: number }) {
  return (
    <div className={styles.waiting} role="status" aria-busy="true" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={line === 0 ? 28 : 14} width={line === 0 ? "60%" : `${95 - line * 7}%`} />
      ))}
    </div>
  );
}
