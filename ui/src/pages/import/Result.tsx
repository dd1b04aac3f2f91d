import { Button } from "@mantine/core";
import { Link } from "react-router";
import { isOver, useRun } from "../../api/runs";
import { Refused } from "../../parts/Refused";
import { Answer, Section } from "../../parts/Page";
import { RunProgress } from "../../parts/RunProgress";
import { Awaited, Trouble } from "../../parts/Trouble";
import { refusedOf, runResult } from "../../words/runs";
import styles from "./import.module.css";
import type { Place } from "./place";

// The import as it goes; then what came of it, and where to go on.
export function Result({ place, run: id }: { place: Place; run: number }) {
  const asked = useRun(id);
  return (
    <Awaited asked={asked}>
      {(run) => {
        if (!isOver(run)) return <RunProgress id={id} title={place.file ? `Importing ${place.file}` : "Importing"} />;
        const [first, ...rest] = runResult(run);
        if (run.status !== "completed") {
          return (
            <>
              <Trouble error={first ?? "The import did not end well."} />
              <div className={styles.foot}>
                <Button onClick={place.start}>Take the file again</Button>
                <Button component={Link} to={`/runs/${id}`} variant="default">See the run</Button>
              </div>
            </>
          );
        }
        const refused = refusedOf(run.result);
        return (
          <>
            <Answer note={rest.join(" ")}>{first}</Answer>
            <div className={styles.foot}>
              <Button component={Link} to="/catalog">Go on to the catalog</Button>
              <Button variant="default" onClick={place.start}>Import another file</Button>
            </div>
            {refused.length > 0 && <Section title="What was refused"><Refused reasons={refused} /></Section>}
          </>
        );
      }}
    </Awaited>
  );
}
