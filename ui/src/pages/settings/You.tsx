import { Button, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ApiError, ask } from "../../api/client";
import { NewPassword } from "../../parts/NewPassword";
import { useMe } from "../../app/me";
import { Facts, Notice, Section } from "../../parts/Page";
import { Trouble } from "../../parts/Trouble";
import { kRoleWords } from "./roles";
import styles from "./settings.module.css";

const kEmpty = { old_password: "", password: "" };

// The own account and its password.
export function You() {
  const { data: me } = useMe();
  const [fields, setFields] = useState(kEmpty);
  const change = useMutation({
    mutationFn: () => ask(api.POST("/v1/me/password", { body: fields })),
    onSuccess: () => setFields(kEmpty),
  });
  const problem = (field: keyof typeof kEmpty) => (change.error instanceof ApiError ? change.error.of(field) : undefined);
  const field = (name: keyof typeof kEmpty) => ({
    value: fields[name], error: problem(name), required: true, withAsterisk: false,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) => setFields({ ...fields, [name]: event.target.value }),
  });
  const is_told = problem("old_password") !== undefined || problem("password") !== undefined;
  return (
    <>
      {me && (
        <Facts facts={[
          { what: "Name", value: <span className={styles.fact}>{me.name}</span> },
          { what: "Email", value: <span className={styles.fact}>{me.email}</span> },
          { what: "Role", value: <span className={styles.fact}>{me.role}</span>, note: kRoleWords[me.role] },
        ]} />
      )}
      <Section title="Change your password" note="Your other sessions end; this one goes on.">
        <form className={styles.column} onSubmit={(event) => { event.preventDefault(); change.mutate(); }}>
          <PasswordInput label="Present password" autoComplete="current-password" {...field("old_password")} />
          <NewPassword label="New password" {...field("password")} />
          {!is_told && <Trouble error={change.error} />}
          {change.isSuccess && <Notice tone="good">Your password is changed.</Notice>}
          <div><Button type="submit" loading={change.isPending}>Change the password</Button></div>
        </form>
      </Section>
    </>
  );
}
