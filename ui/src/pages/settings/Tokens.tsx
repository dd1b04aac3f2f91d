import { Button, Select, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { api, ApiError, ask, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { Confirm } from "../../parts/Confirm";
import { Copy } from "../../parts/Copy";
import { Section, Tag } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited, Trouble } from "../../parts/Trouble";
import { plural } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import { kScopes } from "./roles";
import styles from "./settings.module.css";

type Scope = Schema<"TokenScope">;
const labelOf = (scope: Scope) => kScopes.find(({ value }) => value === scope)?.label ?? scope;

function MakeToken({ onMade }: { onMade: () => unknown }) {
  const [name, setName] = useState("");
  const [scope, setScope] = useState<Scope>("profile-read");
  const make = useMutation({
    mutationFn: () => ask(api.POST("/v1/tokens", { body: { name, scope } })),
    onSuccess: () => {
      setName("");
      onMade();
    },
  });
  const problem = make.error instanceof ApiError ? make.error.of("name") : undefined;
  return (
    <Section title="Make a token" note="Give each script or server its own, with no more than it needs.">
      <form className={styles.row} onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        <TextInput label="Name" placeholder="shop server" value={name} required withAsterisk={false} maxLength={200} autoComplete="off"
                   error={problem} onChange={(event) => setName(event.currentTarget.value)} />
        <Select label="Scope" data={kScopes.map(({ value, label }) => ({ value, label }))} value={scope} allowDeselect={false}
                comboboxProps={{ keepMounted: false }} onChange={(next) => next && setScope(next as Scope)} />
        <Button type="submit" loading={make.isPending}>Make the token</Button>
      </form>
      <p className={styles.quiet}>{kScopes.find(({ value }) => value === scope)?.words}</p>
      {!problem && <Trouble error={make.error} />}
      {make.data && (
        <div className={styles.fresh} role="status">
          <p>This is the token <strong>{make.data.name}</strong>. It is shown now and never again.</p>
          <Copy text={make.data.token} label="the token" />
        </div>
      )}
    </Section>
  );
}

// API tokens: made (shown once), looked at, revoked.
export function Tokens() {
  const queries = useQueryClient();
  const tokens = useAsk(["tokens"], (signal) => api.GET("/v1/tokens", { signal }));
  const changed = () => queries.invalidateQueries({ queryKey: ["tokens"] });
  const revoke = async (token: number) => {
    await ask(api.DELETE("/v1/tokens/{token}", { params: { path: { token } } }));
    await changed();
  };
  return (
    <>
      <MakeToken onMade={changed} />
      <Section title="Tokens">
        <Awaited asked={tokens}>
          {({ data }) => (data.length === 0 ? <p className={styles.quiet}>There are none yet.</p> : (
            <Table caption={plural(data.length, "token")} rows={data} keyOf={({ id }) => id} columns={[
              { head: "Name", cell: ({ name, hint }) => <span className={styles.who}>{name}<code className={styles.hint}>{hint}…</code></span> },
              { head: "Scope", cell: ({ scope }) => labelOf(scope) },
              { head: "Made by", cell: ({ created_by, created_at }) => <span className={styles.who}>{created_by}<span className={styles.under} title={exact(created_at)}>{ago(created_at)}</span></span> },
              { head: "Last used", cell: ({ last_use }) => (last_use ? <span title={exact(last_use)}>{ago(last_use)}</span> : "not yet") },
              { head: "", align: "right", cell: ({ id, name, revoked_at }) => (revoked_at
                ? <Tag>revoked {ago(revoked_at)}</Tag>
                : (
                  <Confirm button="Revoke" title={`Revoke ${name}`} action="Revoke the token" size="compact-sm" doIt={() => revoke(id)}>
                    Whoever uses this token is refused from now on, at once. This cannot be undone.
                  </Confirm>
                )) },
            ]} />
          ))}
        </Awaited>
      </Section>
    </>
  );
}
