import { Button } from "@mantine/core";
import { Link } from "react-router";
import { EmptyState, Page, PageLink } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { goalWords, shortened } from "../../words/goals";
import { count, plural, expectation } from "../../words/numbers";
import { timesInWords, timesOf } from "../../words/refresh";
import { ago, exact } from "../../words/times";
import { useAudiences, type Audience } from "./ask";
import styles from "./audiences.module.css";

const kPollMs = 15_000;  // live ones and schedules move by themselves

export const audiencePath = ({ key }: Pick<Audience, "key">) => `/audiences/${encodeURIComponent(key)}`;

function refreshShort({ mode, schedule }: Audience["refresh"]) {
  if (mode === "live") return "Live";
  return mode === "scheduled" ? timesInWords(timesOf(schedule ?? "")).replace(/^./, (letter) => letter.toUpperCase()) : "Snapshot";
}

function List({ audiences }: { audiences: Audience[] }) {
  return (
    <Table caption={`${plural(audiences.length, "audience")}, the newest first`} rows={[...audiences].reverse()} keyOf={({ key }) => key}
           columns={[
             { head: "Name", cell: (one) => <PageLink to={audiencePath(one)}>{shortened(one.name, 80)}</PageLink> },
             {
               head: "Who wants",
               cell: ({ definition: { target } }) => <span title={target.value}>{shortened(target.column, 40)} = {shortened(target.value)}</span>,
             },
             { head: "People", align: "right", cell: ({ size }) => count(size) },
             {
               head: "Expected", align: "right",
               cell: ({ expected, low, high, definition: { goals = [], horizon_days } }) => (
                 <span title={`${goalWords(goals).many} within ${horizon_days} days; nine times in ten between ${low} and ${high}`}>
                   {expectation(expected)} <span className={styles.range}>({count(low)}–{count(high)})</span>
                 </span>
               ),
             },
             { head: "Stays true", cell: ({ refresh }) => refreshShort(refresh) },
             { head: "Computed", cell: ({ refreshed_at }) => <span title={exact(refreshed_at)}>{ago(refreshed_at)}</span> },
           ]} />
  );
}

function Nothing() {
  return (
    <EmptyState title="Whom would you write to about binders?"
                actions={<Button component={Link} to="/audiences/new">Make the first audience</Button>}>
      <p>
        An audience holds the people who are most likely to want one thing. Say “Category = Binders”, and Likely ranks everybody by
        their chance to buy some within the next 30 days, shows what 5, 10 or 20 % of them would bring, and keeps those you choose:
        to export, to mail, or to read on your website.
      </p>
    </EmptyState>
  );
}

export function Audiences() {
  const audiences = useAudiences(kPollMs);
  const is_empty = audiences.data?.data.length === 0;
  return (
    <Page title="Audiences" lead="People by what they are most likely to want."
          actions={!is_empty && <Button component={Link} to="/audiences/new">New product based audience</Button>}>
      <Awaited asked={audiences}>{({ data }) => (data.length === 0 ? <Nothing /> : <List audiences={data} />)}</Awaited>
    </Page>
  );
}
