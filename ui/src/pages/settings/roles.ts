import type { Schema } from "../../api/client";
import type { Role } from "../../app/me";

export const kRoles: Role[] = ["viewer", "marketer", "admin"];
export const kRoleWords: Record<Role, string> = {
  viewer: "looks at everything, changes nothing",
  marketer: "makes audiences and recommended items, maps the catalog, brings data in",
  admin: "lets others in, too",
};

type Scope = Schema<"TokenScope">;
export const kScopes: { value: Scope; label: string; words: string }[] = [
  { value: "profile-read", label: "Read profiles", words: "For a shop server: what each person is most likely to want, and nothing else." },
  { value: "write-only", label: "Write events", words: "For a script that sends events. A website takes a write key of a source instead." },
  { value: "manage", label: "Manage", words: "Audiences, recommended items, catalog, models, sources: what a marketer may." },
  { value: "admin", label: "Admin", words: "Everything, tokens and accounts too." },
];
