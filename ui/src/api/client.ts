// The Management API, typed by its document. What is true of every request is done here once: the
// CSRF token, an Idempotency-Key, waiting for a server that restarts, signing in again in the middle.
import createClient from "openapi-fetch";
import { connection } from "./connection";
import { session } from "./session_state";
import type { components, paths } from "./schema";

export type Schema<Name extends keyof components["schemas"]> = components["schemas"][Name];
export const space = "main" as const;
export const here = { space };

export interface FieldError {
  type: string;
  message: string;
  field?: string;
}

// What the server said no to, in its words.
export class ApiError extends Error {
  readonly status: number;
  readonly errors: FieldError[];

  constructor(status: number, errors: FieldError[]) {
    super(errors.map((error) => error.message).join("; ") || `the server answered ${status}`);
    this.status = status;
    this.errors = errors;
  }

  // What it says of one field of the body, like "definition.target.value".
  of(field: string): string | undefined {
    return this.errors.find((error) => error.field === field)?.message;
  }
}

const kRetryMs = 1_000;
const kPatienceMs = 60_000;
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

// A request that got no answer at all, or 503, is sent again: every change carries a key by which the
// server knows it, so that it is done once.
async function send(request: Request): Promise<Response> {
  const until = Date.now() + kPatienceMs;
  for (;;) {
    try {
      const response = await fetch(request.clone());
      if (response.status !== 503 || Date.now() > until) {
        connection.found();
        return response;
      }
      const seconds = Number(response.headers.get("Retry-After"));
      await pause(seconds > 0 ? seconds * 1_000 : kRetryMs);
    } catch (failure) {
      if (request.signal.aborted || Date.now() > until) throw failure;
      connection.lost();
      await pause(kRetryMs);
    }
  }
}

async function sendSignedIn(given: Request): Promise<Response> {
  const headers = new Headers(given.headers);
  const keeps_nothing = given.url.endsWith("/previews");  // may be asked twice; a key would keep each answer for a day
  if (given.method === "POST" && !keeps_nothing && !headers.has("Idempotency-Key")) {
    headers.set("Idempotency-Key", crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`);
  }
  for (;;) {
    if (given.method !== "GET" && session.csrf) headers.set("X-CSRF-Token", session.csrf);
    const response = await send(new Request(given.clone(), { headers }));
    const is_about_signing_in = /\/v1\/(me|sessions|setup|invitations\/accept)$/.test(new URL(given.url).pathname);
    if (response.status !== 401 || is_about_signing_in || given.headers.has("Authorization")) return response;
    await session.signedInAgain();  // the page stays as it is; the request goes on after it
  }
}

export const api = createClient<paths>({ baseUrl: window.location.origin, fetch: sendSignedIn });

interface Outcome<Data> {
  data?: Data;
  error?: unknown;
  response: Response;
}

// The answer's data; throws ApiError with what the server said.
export async function ask<Data>(call: Promise<Outcome<Data>>): Promise<Data> {
  const { data, error, response } = await call;
  if (response.ok) return data as Data;
  const errors = (error as { errors?: FieldError[] } | undefined)?.errors;
  throw new ApiError(response.status, errors ?? []);
}

// For answers that are no JSON (exports, parts of files), with the same care.
export function rawRequest(path: string, init: RequestInit = {}): Promise<Response> {
  return sendSignedIn(new Request(new URL(path, window.location.origin), init));
}
