// A file on its way to the server, in parts, so that large ones need no memory and show how far they are.
import { ApiError, rawRequest, space, type FieldError, type Schema } from "./client";

type Upload = Schema<"Upload">;
export interface UploadProgress {
  sent: number;
  bytes: number;
}

const kMostPart = 16 * 1024 * 1024;
const kLeastPart = 1024 * 1024;
const kWantedParts = 24;

// Small enough to see it move, large enough to be fast.
export const partSize = (bytes: number) =>
  Math.min(kMostPart, Math.max(kLeastPart, Math.ceil(bytes / kWantedParts)));

async function send(path: string, part: Blob, signal: AbortSignal): Promise<Upload> {
  const response = await rawRequest(`/v1/spaces/${space}/uploads${path}`, {
    method: "POST", body: part, signal, headers: { "Content-Type": "application/octet-stream" },
  });
  if (response.ok) return await response.json() as Upload;
  const errors = (await response.json().catch(() => ({})) as { errors?: FieldError[] }).errors;
  throw new ApiError(response.status, errors ?? []);
}

export async function uploadFile(file: File, signal: AbortSignal,
                                 tell: (progress: UploadProgress) => void): Promise<string> {
  if (file.size === 0) throw new Error("This file is empty: there is nothing in it to read.");
  const size = partSize(file.size);
  tell({ sent: 0, bytes: file.size });
  const { id } = await send(`?name=${encodeURIComponent(file.name)}`, file.slice(0, size), signal);
  try {
    for (let at = size; at < file.size; at += size) {
      tell({ sent: at, bytes: file.size });
      await send(`/${id}/parts`, file.slice(at, at + size), signal);
    }
  } catch (failure) {
    removeUpload(id);
    throw failure;
  }
  tell({ sent: file.size, bytes: file.size });
  return id;
}

// What is not removed goes by itself after a day: nobody waits for it.
export function removeUpload(id: string) {
  void rawRequest(`/v1/spaces/${space}/uploads/${encodeURIComponent(id)}`, { method: "DELETE" }).catch(() => undefined);
}
