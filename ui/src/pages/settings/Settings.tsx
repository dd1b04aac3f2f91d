import { Navigate, useParams } from "react-router";
import { useMay } from "../../app/me";
import { Page } from "../../parts/Page";
import { SubNav } from "../../parts/SubNav";
import { AuditLog } from "./AuditLog";
import { Data } from "./Data";
import { People } from "./People";
import { Tokens } from "./Tokens";
import { You } from "./You";

const kTabs = [
  { id: "you", name: "You", Tab: You, needs: "viewer" as const, lead: "Your account." },
  { id: "people", name: "People", Tab: People, needs: "admin" as const, lead: "Who may come in, and what they may do." },
  { id: "tokens", name: "Tokens", Tab: Tokens, needs: "admin" as const, lead: "Secrets for scripts and servers that ask the API." },
  { id: "data", name: "Data", Tab: Data, needs: "marketer" as const, lead: "How long events are kept, when models learn anew, and how to make a copy." },
  { id: "audit", name: "Audit log", Tab: AuditLog, needs: "admin" as const, lead: "Who changed what, newest first. Entries cannot be changed: each holds a checksum of the one before." },
];

export function Settings() {
  const { tab } = useParams();
  const is_marketer = useMay("marketer"), is_admin = useMay("admin");
  const allowed = kTabs.filter(({ needs }) => needs === "viewer" || (needs === "marketer" ? is_marketer : is_admin));
  const current = allowed.find(({ id }) => id === tab);
  if (!current) return <Navigate to={`/settings/${is_admin ? "people" : "you"}`} replace />;
  const { Tab } = current;
  return (
    <Page title="Settings" lead={current.lead}>
      <SubNav label="Settings" current={current.id} places={allowed.map(({ id, name }) => ({ id, name, to: `/settings/${id}` }))} />
      <Tab />
    </Page>
  );
}
