import { Button, FileButton, Progress } from "@mantine/core";
import { useEffect, useRef, useState, type DragEvent, type ReactNode } from "react";
import { uploadFile, type UploadProgress } from "../api/uploads";
import { bytes } from "../words/numbers";
import styles from "./files.module.css";
import { Trouble } from "./Trouble";

interface Going extends UploadProgress {
  name: string;
}

const share = ({ sent, bytes: all }: UploadProgress) => (all === 0 ? 0 : Math.floor((100 * sent) / all));

// Takes one file, dropped or chosen, and brings it to the server; `onUploaded` gets the upload's id.
export function FileDrop({ label, children, accept, onUploaded, disabled }: {
  label: string;
  children: ReactNode;  // what may be in the file
  accept: string;
  onUploaded: (upload: string, file: File) => void;
  disabled?: boolean;
}) {
  const [going, setGoing] = useState<Going | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [is_over, setOver] = useState(false);
  const stop = useRef<AbortController | null>(null);
  useEffect(() => () => stop.current?.abort(), []);

  const take = async (file: File | null | undefined) => {
    if (!file || disabled) return;
    const controller = new AbortController();
    stop.current = controller;
    setError(null);
    setGoing({ name: file.name, sent: 0, bytes: file.size });
    try {
      const upload = await uploadFile(file, controller.signal, (progress) => setGoing({ name: file.name, ...progress }));
      onUploaded(upload, file);
    } catch (failure) {
      if (!controller.signal.aborted) setError(failure);
    } finally {
      setGoing(null);
    }
  };
  const onDrop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void take(event.dataTransfer.files[0]);
  };

  return (
    <div>
      <div className={styles.drop} data-over={is_over} onDrop={onDrop}
           onDragOver={(event) => { event.preventDefault(); setOver(true); }} onDragLeave={() => setOver(false)}>
        {going ? (
          <div className={styles.going} aria-live="polite">
            <div className={styles.goingHead}>
              <strong>{going.name}</strong>
              <span data-figures>{share(going)} %</span>
            </div>
            <Progress value={share(going)} aria-label={`Sending ${going.name}`} animated />
            <p className={styles.words}>{bytes(going.sent)} of {bytes(going.bytes)} sent.</p>
            <Button size="compact-sm" variant="default" onClick={() => stop.current?.abort()}>Cancel</Button>
          </div>
        ) : (
          <>
            <p className={styles.label}>{label}</p>
            <div className={styles.words}>{children}</div>
            <FileButton onChange={(file) => void take(file)} accept={accept} disabled={disabled}>
              {(props) => <Button {...props} mt="md" disabled={disabled}>Choose a file</Button>}
            </FileButton>
          </>
        )}
      </div>
      <Trouble error={error} />
    </div>
  );
}
