import { Button, Modal, PasswordInput } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { api, ask } from "../api/client";
import { session } from "../api/session_state";
import { Trouble } from "../parts/Trouble";

// Over a page whose session is over: nothing below it is touched, and what was asked goes on.
export function SignInAgain({ email }: { email: string }) {
  const [password, setPassword] = useState("");
  const sign_in = useMutation({
    mutationFn: () => ask(api.POST("/v1/sessions", { body: { email, password } })),
    onSuccess: (answer) => session.resume(answer.csrf_token),
  });
  return (
    <Modal opened onClose={() => undefined} withCloseButton={false} closeOnEscape={false} centered
           closeOnClickOutside={false} title="You were signed out">
      <form onSubmit={(event) => { event.preventDefault(); sign_in.mutate(); }}>
        <p>Sign in again as <strong>{email}</strong>. Everything on this page is still here, and goes on afterwards.</p>
        <PasswordInput mt="md" label="Password" value={password} autoComplete="current-password" data-autofocus
                       onChange={(event) => setPassword(event.currentTarget.value)} />
        <Trouble error={sign_in.error} />
        <Button type="submit" mt="md" fullWidth loading={sign_in.isPending}>Sign in and go on</Button>
      </form>
    </Modal>
  );
}
