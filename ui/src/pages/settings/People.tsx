import { Button, Select } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { api, ask, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { useMe, type Role } from "../../app/me";
import { Confirm } from "../../parts/Confirm";
import { Section, Tag } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited, Trouble } from "../../parts/Trouble";
import { plural } from "../../words/numbers";
import { ago, exact } from "../../words/times";
import { Invite } from "./Invite";
import { kRoles } from "./roles";
import styles from "./settings.module.css";

type Account = Schema<"Account">;
const kTones = { active: "good", invited: "mark", disabled: "plain" } as const;

// Accounts: their role, whether they may come in; and inviting somebody.
export function People() {
  const queries = useQueryClient();
  const { data: me } = useMe();
  const accounts = useAsk(["accounts"], (signal) => api.GET("/v1/accounts", { signal }));
  const changed = () => queries.invalidateQueries({ queryKey: ["accounts"] });
  const change = useMutation({
    mutationFn: ({ id, ...body }: { id: number; role?: Role; status?: "active" | "disabled" }) =>
      ask(api.PATCH("/v1/accounts/{account}", { params: { path: { account: id } }, body })),
    onSettled: changed,
  });
  const remove = async (id: number) => {
    await ask(api.DELETE("/v1/accounts/{account}", { params: { path: { account: id } } }));
    await changed();
  };
  const actions = ({ id, name, status }: Account) => {
    if (id === me?.id) return <span className={styles.quiet}>you</span>;
    return (
      <span className={styles.actions}>
        {status === "active" && <Button size="compact-sm" variant="default" onClick={() => change.mutate({ id, status: "disabled" })}>Disable</Button>}
        {status === "disabled" && <Button size="compact-sm" variant="default" onClick={() => change.mutate({ id, status: "active" })}>Let in again</Button>}
        <Confirm button="Remove" title={`Remove ${name}`} action="Remove the account" size="compact-sm" doIt={() => remove(id)}>
          They are signed out at once and cannot come in again. What they made stays. To keep somebody out for a while, disable the account instead.
        </Confirm>
      </span>
    );
  };
  return (
    <>
      <Invite onInvited={changed} />
      <Section title="Accounts">
        <Trouble error={change.error} />
        <Awaited asked={accounts}>
          {({ data }) => (
            <Table caption={plural(data.length, "account")} rows={data} keyOf={({ id }) => id} columns={[
              { head: "Name", cell: ({ name, email }) => <span className={styles.who}>{name}<span className={styles.under}>{email}</span></span> },
              { head: "Role", cell: ({ id, name, role }) => (id === me?.id ? role : (
                <Select aria-label={`Role of ${name}`} size="xs" className={styles.role} data={kRoles} value={role} allowDeselect={false}
                        comboboxProps={{ keepMounted: false }} onChange={(next) => next && change.mutate({ id, role: next as Role })} />
              )) },
              { head: "Status", cell: ({ status }) => <Tag tone={kTones[status]}>{status}</Tag> },
              { head: "Since", cell: ({ created_at }) => <span className={styles.time} title={exact(created_at)}>{ago(created_at)}</span> },
              { head: "", align: "right", cell: actions },
            ]} />
          )}
        </Awaited>
      </Section>
    </>
  );
}
