import { Button } from "@mantine/core";
import { Link } from "react-router";
import { api, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import { isOver } from "../../api/runs";
import { useMay } from "../../app/me";
import { Page, PageLink } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { Awaited } from "../../parts/Trouble";
import { plural } from "../../words/numbers";
import { runKind } from "../../words/runs";
import { Beginning } from "./Beginning";
import styles from "./home.module.css";
import { Standing } from "./Standing";

const kPollMs = 5_000;
const kMostRuns = 50;
const kMostShown = 2;

// Empty: the three ways in. Filled: where things stand, and what is sensible next.
export function Home() {
  const may = useMay("marketer");
  const status = useAsk(["status"], (signal) => api.GET("/v1/spaces/{space}/status", { params: { path: here }, signal }),
    { every_ms: kPollMs });
  const runs = useAsk(["runs", "newest"], (signal) => api.GET("/v1/spaces/{space}/runs",
    { params: { path: here, query: { limit: kMostRuns } }, signal }), { every_ms: kPollMs });
  const unfinished = runs.data?.data.filter((run) => !isOver(run)).reverse() ?? [];
  const is_loading_demo = unfinished.some(({ kind }) => kind === "demo");
  const is_filled = !is_loading_demo && !!status.data && status.data.events > 0;
  const is_complete = is_filled && status.data.audiences > 0 && status.data.traits > 0;  // no step is left
  const at_work = unfinished.length > 0 && (
    <div className={styles.runs}>
      {unfinished.slice(0, kMostShown).map((run) => <RunProgress key={run.id} id={run.id} title={runKind(run.kind)} />)}
      {unfinished.length > kMostShown && (
        <p className={styles.meanwhile}>{plural(unfinished.length - kMostShown, "more run")} after that: see <PageLink to="/runs">Runs</PageLink>.</p>
      )}
    </div>
  );
  return (
    <Page title="Home" actions={may && is_filled && (
      <>
        <Button component={Link} to="/import" variant="default">Import a file</Button>
        {is_complete && <Button component={Link} to="/audiences/new">New audience</Button>}
      </>
    )}>
      {is_loading_demo ? (
        <>
          {at_work}
          <p className={styles.meanwhile}>
            A made-up shop with two years of customers: their views, carts and orders, then a catalog and a model. It takes about half a minute.
          </p>
        </>
      ) : (
        <Awaited asked={status}>
          {(known) => (known.events === 0 ? <>{at_work}<Beginning /></> : <Standing status={known}>{at_work}</Standing>)}
        </Awaited>
      )}
    </Page>
  );
}
