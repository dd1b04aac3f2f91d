import { Button, TextInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation } from "react-router";
import { api, ApiError, ask } from "../../api/client";
import { NewPassword } from "../../parts/NewPassword";
import { Trouble } from "../../parts/Trouble";
import { Entry } from "./Entry";
import { useEntering } from "./entering";
import styles from "./entry.module.css";

// The first start: the token that the server printed makes the first account.
export function Setup() {
  const { hash } = useLocation();
  const [fields, setFields] = useState({ setup_token: hash.slice(1), name: "", email: "", password: "" });
  const enter = useEntering();
  const make = useMutation({
    mutationFn: () => ask(api.POST("/v1/setup", { body: fields })),
    onSuccess: (answer) => enter(answer),
  });
  const problem = (field: keyof typeof fields) =>
    make.error instanceof ApiError ? make.error.of(field) : undefined;
  const field = (name: keyof typeof fields) => ({
    value: fields[name],
    error: problem(name),
    required: true,
    withAsterisk: false,
    onChange: (event: React.ChangeEvent<HTMLInputElement>) =>
      setFields({ ...fields, [name]: event.target.value }),
  });
  const is_told = (["setup_token", "name", "email", "password"] as const).some(problem);
  return (
    <Entry title="Make the first account"
           lead="It can let others in later. Everything stays on this machine.">
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); make.mutate(); }}>
        {hash.length < 2 && (
          <TextInput label="Setup token" description="Printed where the server was started; it works once."
                     autoComplete="off" {...field("setup_token")} />
        )}
        <TextInput label="Your name" autoComplete="name" {...field("name")} />
        <TextInput label="Email" type="email" autoComplete="email" {...field("email")} />
        <NewPassword {...field("password")} />
        <Trouble error={is_told && hash.length < 2 ? null : make.error} />
        <Button type="submit" loading={make.isPending}>Make the account and go on</Button>
      </form>
    </Entry>
  );
}
