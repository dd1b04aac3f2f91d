import { Button, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ApiError, ask, here, type Schema } from "../../api/client";
import { useMay } from "../../app/me";
import { Notice, Section } from "../../parts/Page";
import { RefreshChoice } from "../../parts/RefreshChoice";
import { Trouble } from "../../parts/Trouble";
import { refreshInWords, refreshText } from "../../words/refresh";
import { exact } from "../../words/times";
import styles from "./recommended.module.css";

// Its name, and how it stays true: what may be changed.
export function KeepTrue({ trait }: { trait: Schema<"Trait"> }) {
  const may = useMay("marketer");
  const queries = useQueryClient();
  const kept = { name: trait.name, refresh: refreshText(trait.refresh) };
  const [changed, setChanged] = useState<Partial<typeof kept>>({});
  const now = { ...kept, ...changed };
  const is_changed = now.name !== kept.name || now.refresh !== kept.refresh;
  const save = useMutation({
    mutationFn: () => ask(api.PATCH("/v1/spaces/{space}/traits/{trait}", { params: { path: { ...here, trait: trait.key } }, body: now })),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ["trait", trait.key] });
      setChanged({});
    },
  });
  const problem = (field: string) => (save.error instanceof ApiError ? save.error.of(field) : undefined);
  const next = trait.refresh.next && ` Next on ${exact(trait.refresh.next)}.`;
  if (!may) return <Section title="How it stays true"><p>{refreshInWords(kept.refresh)}{next}</p></Section>;
  return (
    <Section title="How it stays true" note={<>{refreshInWords(kept.refresh)}{next}</>}>
      <form className={styles.stack} onSubmit={(event) => { event.preventDefault(); save.mutate(); }}>
        <RefreshChoice value={now.refresh} onChange={(refresh) => setChanged({ ...changed, refresh })} what="A list" error={problem("refresh")} label="" />
        <TextInput label="Name" description="The key stays." value={now.name} error={problem("name")} maxLength={200} className={styles.field}
                   onChange={(event) => setChanged({ ...changed, name: event.currentTarget.value })} />
        <Trouble error={problem("name") || problem("refresh") ? null : save.error} />
        <div className={styles.row}>
          <Button type="submit" variant="default" disabled={!is_changed} loading={save.isPending}>Save</Button>
          {save.isSuccess && !is_changed && <Notice tone="good">Saved.</Notice>}
        </div>
      </form>
    </Section>
  );
}
