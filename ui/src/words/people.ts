// What to call a person whose ids are known.
import { shortened } from "./goals";

export interface Names {
  profile_id: string;
  user_id: string;
  anonymous_id: string;
  email: string;
}

const kLongest = 120;
const kShown = 8;  // characters of an id that nobody reads

// The best of what a person is called: "ann@example.org", "c1042", "Visitor 906e41e6".
export function nameOf({ email, user_id, anonymous_id, profile_id }: Names): string {
  if (email || user_id) return shortened(email || user_id, kLongest);
  const cut = (id: string) => (id.length > kShown + 4 ? id.slice(0, kShown) : id);
  return anonymous_id ? `Visitor ${cut(anonymous_id)}` : `Profile ${cut(profile_id.replace(/^prf_/, ""))}`;
}

// The id that a shop's server would ask by: "user_id:c1042".
export function askedBy({ user_id, email, anonymous_id, profile_id }: Names): string {
  if (user_id) return `user_id:${user_id}`;
  if (email) return `email:${email}`;
  return anonymous_id ? `anonymous_id:${anonymous_id}` : `profile_id:${profile_id}`;
}

export const profilePath = (profile_id: string) => `/profiles/${encodeURIComponent(profile_id)}`;

// A list of external ids as names; of several of a type the last, as elsewhere.
export function namesOf(profile_id: string, ids: { type: string; id: string }[]): Names {
  const of = (type: string) => ids.filter((one) => one.type === type).at(-1)?.id ?? "";
  return { profile_id, user_id: of("user_id"), anonymous_id: of("anonymous_id"), email: of("email") };
}
