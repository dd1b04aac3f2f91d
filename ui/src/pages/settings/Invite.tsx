import { Button, Select, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ApiError, ask } from "../../api/client";
import type { Role } from "../../app/me";
import { Copy } from "../../parts/Copy";
import { Section } from "../../parts/Page";
import { Trouble } from "../../parts/Trouble";
import { kRoles, kRoleWords } from "./roles";
import styles from "./settings.module.css";

const kEmpty = { name: "", email: "", role: "marketer" as Role };
const linkOf = (invitation: string) => `${window.location.origin}/app/invitation#${invitation}`;

// Makes an account that waits for its password; the link is shown once.
export function Invite({ onInvited }: { onInvited: () => unknown }) {
  const [fields, setFields] = useState(kEmpty);
  const invite = useMutation({
    mutationFn: async (asked: typeof kEmpty) => ({ ...await ask(api.POST("/v1/accounts", { body: asked })), name: asked.name }),
    onSuccess: () => {
      setFields(kEmpty);
      onInvited();
    },
  });
  const problem = (field: keyof typeof kEmpty) => (invite.error instanceof ApiError ? invite.error.of(field) : undefined);
  const field = (name: "name" | "email") => ({
    value: fields[name], error: problem(name), required: true, withAsterisk: false, autoComplete: "off",
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setFields({ ...fields, [name]: event.target.value }),
  });
  const is_told = problem("name") !== undefined || problem("email") !== undefined;
  return (
    <Section title="Invite somebody" note="They get a link from you, and choose their password themselves. No mail is sent.">
      <form className={styles.row} onSubmit={(event) => { event.preventDefault(); invite.mutate(fields); }}>
        <TextInput label="Name" {...field("name")} />
        <TextInput label="Email" type="email" {...field("email")} />
        <Select label="Role" data={kRoles} value={fields.role} allowDeselect={false} comboboxProps={{ keepMounted: false }}
                onChange={(role) => role && setFields({ ...fields, role: role as Role })} />
        <Button type="submit" loading={invite.isPending}>Make the link</Button>
      </form>
      <p className={styles.quiet}>A {fields.role} {kRoleWords[fields.role]}.</p>
      {!is_told && <Trouble error={invite.error} />}
      {invite.data && (
        <div className={styles.fresh} role="status">
          <p>Give this link to <strong>{invite.data.name}</strong>. It is shown now and never again, and works once.</p>
          <Copy text={linkOf(invite.data.invitation)} label="the invitation" />
        </div>
      )}
    </Section>
  );
}
