import { count } from "../words/numbers";
import { reasonHelp, reasonWords } from "../words/reasons";
import type { Reason } from "../words/runs";
import { PageLink } from "./Page";
import { Table } from "./Table";

// What was refused, by reason: how often, what helps, and the way to the rows themselves.
export function Refused({ reasons }: { reasons: Reason[] }) {
  return (
    <Table caption="Refused rows and calls are kept in a list with where they stood; nothing is lost silently." rows={reasons}
           keyOf={({ reason }) => reason} columns={[
      { head: "Why", cell: ({ reason }) => reasonWords(reason) },
      { head: "How many", align: "right", cell: (one) => count(one.count) },
      { head: "What helps", cell: ({ reason }) => reasonHelp(reason) },
      { head: "", align: "right", cell: ({ reason }) => <PageLink to={`/sources/debugger?view=refused&reason=${encodeURIComponent(reason)}`}>See them</PageLink> },
    ]} />
  );
}
