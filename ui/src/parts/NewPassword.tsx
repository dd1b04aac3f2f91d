import { PasswordInput, type PasswordInputProps } from "@mantine/core";

const kShortest = 10;

// A password that is chosen; how long it has to be is said before and held to.
export function NewPassword(props: PasswordInputProps) {
  return (
    <PasswordInput label="Password" description={`At least ${kShortest} characters.`} minLength={kShortest}
                   autoComplete="new-password" required withAsterisk={false} {...props} />
  );
}
