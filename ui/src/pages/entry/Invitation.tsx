import { Button, PasswordInput, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useLocation, useNavigate } from "react-router";
import { api, ApiError, ask } from "../../api/client";
import { session } from "../../api/session_state";
import { Trouble } from "../../parts/Trouble";
import { Entry } from "./Entry";
import styles from "./entry.module.css";

const kShortestPassword = 10;

// Somebody was invited: the link holds the invitation, they choose their password.
export function Invitation() {
  const { hash } = useLocation();
  const [invitation, setInvitation] = useState(hash.slice(1));
  const [password, setPassword] = useState("");
  const navigate = useNavigate();
  const queries = useQueryClient();
  const accept = useMutation({
    mutationFn: () => ask(api.POST("/v1/invitations/accept", { body: { invitation, password } })),
    onSuccess: (answer) => {
      session.csrf = answer.csrf_token;
      queries.clear();
      queries.setQueryData(["me"], answer.account);
      void navigate("/", { replace: true });
    },
  });
  const problem = accept.error instanceof ApiError ? accept.error.of("password") : undefined;
  return (
    <Entry title="You are invited" lead="Choose a password; then you are in. The invitation works once.">
      <form className={styles.form} onSubmit={(event) => { event.preventDefault(); accept.mutate(); }}>
        {hash.length < 2 && (
          <TextInput label="Invitation" description="What stands behind # in the link you were given." autoComplete="off" value={invitation}
                     required withAsterisk={false} onChange={(event) => setInvitation(event.currentTarget.value)} />
        )}
        <PasswordInput label="Password" description={`At least ${kShortestPassword} characters.`} minLength={kShortestPassword}
                       autoComplete="new-password" value={password} required withAsterisk={false} error={problem}
                       onChange={(event) => setPassword(event.currentTarget.value)} />
        {!problem && <Trouble error={accept.error} />}
        <Button type="submit" loading={accept.isPending}>Begin</Button>
      </form>
    </Entry>
  );
}
