import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useSearchParams } from "react-router";
import { api, ask } from "../../api/client";
import { Trouble } from "../../parts/Trouble";
import { Entry } from "./Entry";
import { useEntering } from "./entering";
import styles from "./entry.module.css";

export function SignIn() {
  const [email, setEmail] = useState("");
  const [password, setPassword] = useState("");
  const [query] = useSearchParams();
  const enter = useEntering();
  const sign_in = useMutation({
    mutationFn: () => ask(api.POST("/v1/sessions", { body: { email, password } })),
    onSuccess: (answer) => enter(answer, query.get("to") ?? undefined),
  });
  return (
    <Entry title="Sign in" lead="Who is most likely to want a thing, and what each person is most likely to want.">
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); sign_in.mutate(); }}>
        <TextInput label="Email" type="email" autoComplete="username" value={email} required withAsterisk={false}
                   onChange={(event) => setEmail(event.currentTarget.value)} />
        <PasswordInput label="Password" autoComplete="current-password" value={password} required withAsterisk={false}
                       onChange={(event) => setPassword(event.currentTarget.value)} />
        <Trouble error={sign_in.error} />
        <Button type="submit" loading={sign_in.isPending}>Sign in</Button>
      </form>
    </Entry>
  );
}
