import { useSearchParams } from "react-router";
import { Page } from "../../parts/Page";
import { SubNav } from "../../parts/SubNav";
import { LiveCalls } from "./LiveCalls";
import { RefusedRows } from "./RefusedRows";

// What comes in as it comes, and all that was refused.
export function Debugger() {
  const [query] = useSearchParams();
  const view = query.get("view") === "refused" ? "refused" : "live";
  return (
    <Page title="Events as they come" back={{ to: "/sources", text: "Sources" }}
          lead="The newest calls to this server, with what became of each. They are kept in memory only, and gone after a restart.">
      <SubNav label="Views" current={view} places={[
        { id: "live", to: "/sources/debugger", name: "Live calls" },
        { id: "refused", to: "/sources/debugger?view=refused", name: "All that was refused" },
      ]} />
      {view === "live" ? <LiveCalls /> : <RefusedRows />}
    </Page>
  );
}
