import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "react-router";
import { api, ApiError, ask, here } from "../../api/client";
import { useMay } from "../../app/me";
import { Trouble } from "../../parts/Trouble";
import { keyOfName } from "../../words/audience";
import { plural } from "../../words/numbers";
import styles from "./audiences.module.css";
import { definitionOf, type Draft } from "./draft";

const kTaken = "Another audience has this name; give it one of its own";
const kNameless = "Give it a name with a letter or digit";

// The last step: a name, and the audience is made.
export function NameStep({ draft, suggested, taken, size, set }: {
  draft: Draft;
  suggested: string;
  taken: string[];  // names of the audiences there are
  size: number;
  set: (change: Partial<Draft>) => void;
}) {
  const name = draft.name ?? suggested;
  const key = keyOfName(name);
  const may_create = useMay("marketer");
  const queries = useQueryClient();
  const navigate = useNavigate();
  const create = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/audiences", {
      params: { path: here }, body: { name, definition: definitionOf(draft), refresh: draft.refresh },
    })),
    onSuccess: async (audience) => {
      await queries.invalidateQueries({ queryKey: ["audiences"] });
      await navigate(`/audiences/${encodeURIComponent(audience.key)}?created=yes`);
    },
  });
  const is_taken = !create.isPending && taken.some((other) => keyOfName(other) === key);
  const said = create.error instanceof ApiError ? create.error.of("name") : undefined;
  return (
    <form className={styles.nameForm} onSubmit={(event) => { event.preventDefault(); create.mutate(); }}>
      <TextInput label="Name" value={name} maxLength={200} className={styles.value} error={key === "" ? kNameless : is_taken ? kTaken : said}
                 onChange={(event) => set({ name: event.currentTarget.value })} />
      <p className={styles.key}>
        Its key is <code>{key || "…"}</code>: other systems know it by that. The name can be changed later, the key never
        changes.
      </p>
      <Trouble error={said ? null : create.error} />
      <Button type="submit" loading={create.isPending} disabled={!may_create || key === "" || is_taken}>Create the audience</Button>
      <p className={styles.key} aria-live="polite">
        {!may_create && "You may look at everything here; creating needs a marketer or an admin."}
        {create.isPending && `Computing ${plural(size, "member")}…`}
      </p>
    </form>
  );
}
