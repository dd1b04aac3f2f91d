import { PageLink, Section } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { shortened } from "../../words/goals";
import { count, percent } from "../../words/numbers";
import { useMembers, type Audience, type Member } from "./ask";
import styles from "./audiences.module.css";

const kShown = 48;
const called = ({ user_id, email, anonymous_id, profile_id }: Member) => user_id || email || anonymous_id || profile_id;

// Its people, the likeliest first; more are loaded as they are asked for.
export function Members({ audience }: { audience: Audience }) {
  const members = useMembers(audience);
  return (
    <Section title="Members" note="Probability is each person's own chance within the horizon; percentile 100 are the likeliest hundredth of all.">
      <Awaited asked={{ ...members, data: members.rows }}>
        {(rows) => (rows.length === 0 ? <p className={styles.quiet}>Nobody is in it now.</p> : (
          <Table caption={`The likeliest ${count(rows.length)} of ${count(audience.size)}`} rows={rows} keyOf={({ profile_id }) => profile_id} more={members}
                 columns={[
                   { head: "Rank", align: "right", cell: ({ rank }) => count(rank) },
                   {
                     head: "Person",
                     cell: (member) => (
                       <div className={styles.person}>
                         <PageLink to={`/profiles/${encodeURIComponent(member.profile_id)}`}>{shortened(called(member), kShown)}</PageLink>
                         {member.email && member.email !== called(member) && <span className={styles.also}>{shortened(member.email, kShown)}</span>}
                       </div>
                     ),
                   },
                   { head: "Probability", align: "right", cell: ({ probability }) => percent(probability) },
                   { head: "Percentile", align: "right", cell: ({ percentile }) => percentile },
                   { head: "Why", cell: ({ reasons }) => <ul className={styles.memberReasons}>{reasons.map((reason) => <li key={reason}>{reason}</li>)}</ul> },
                 ]} />
        ))}
      </Awaited>
    </Section>
  );
}
