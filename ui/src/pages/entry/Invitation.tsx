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

// Somebody was invited: the link holds the invitation, they choose their password.
export function Invitation() {
  const { hash } = useLocation();
  const [invitation, setInvitation] = useState(hash.slice(1));
  const [password, setPassword] = useState("");
  const enter = useEntering();
  const accept = useMutation({
    mutationFn: () => ask(api.POST("/v1/invitations/accept", { body: { invitation, password } })),
    onSuccess: (answer) => enter(answer),
  });
  const problem = accept.error instanceof ApiError ? accept.error.of("password") : undefined;
  return (
    <Entry title="You are invited" lead="Choose a password; then you are in. The invitation works once.">
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); accept.mutate(); }}>
        {hash.length < 2 && (
          <TextInput label="Invitation" description="What stands behind # in the link you were given." autoComplete="off" value={invitation}
                     required withAsterisk={false} onChange={(event) => setInvitation(event.currentTarget.value)} />
        )}
        <NewPassword value={password} error={problem} onChange={(event) => setPassword(event.currentTarget.value)} />
        {!problem && <Trouble error={accept.error} />}
        <Button type="submit" loading={accept.isPending}>Begin</Button>
      </form>
    </Entry>
  );
}
