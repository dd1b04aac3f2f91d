import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Link } from "react-router";
import { api, ask, here } from "../../api/client";
import { useMay } from "../../app/me";
import { Section } from "../../parts/Page";
import { Trouble } from "../../parts/Trouble";
import styles from "./home.module.css";
import type { KnownSteps } from "./steps_state";

function Train({ disabled }: { disabled: boolean }) {
  const queries = useQueryClient();
  const train = useMutation({
    mutationFn: () => ask(api.POST("/v1/spaces/{space}/models", { params: { path: here }, body: {} })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ["runs"] }),
  });
  return (
    <>
      <Button loading={train.isPending} disabled={disabled} onClick={() => train.mutate()}>Train the models</Button>
      <Trouble error={train.error} />
    </>
  );
}

interface Step {
  name: string;
  done: boolean;
  why: string;
  way: ReactNode;
}

// From events to who is likely to want what: what is done, and what comes next.
export function Steps({ known }: { known: KnownSteps }) {
  const may = useMay("marketer");
  if (known.has_catalog === undefined || known.model === undefined) return <div className={styles.stepsRoom} />;
  const link = (to: string, text: string) => (
    <Button component={Link} to={to} disabled={!may} data-disabled={!may}>{text}</Button>
  );
  const steps: Step[] = [
    { name: "Bring events in", done: true, why: "", way: null },
    {
      name: "Map the catalog", done: known.has_catalog,
      why: "Say which events count, and where their product, brand, category and price stand. Most of it is suggested from your events.",
      way: link("/catalog", "Map the catalog"),
    },
    {
      name: "Train the models", done: known.model !== null,
      why: "Learn from the past who engages with what. It takes seconds to minutes, and is repeated every night.",
      way: <Train disabled={!may} />,
    },
    {
      name: "Make an audience", done: known.audiences > 0,
      why: "The people most likely to want one brand, category or product, as many as you choose.",
      way: link("/audiences/new", "Make an audience"),
    },
    {
      name: "Recommend items", done: known.traits > 0,
      why: "The items each person is most likely to want, ready for your site or your mails.",
      way: link("/recommended/new", "Recommend items"),
    },
  ];
  const next = steps.findIndex(({ done }) => !done);
  if (next < 0) return null;
  return (
    <Section title="What comes next">
      <ol className={styles.steps}>
        {steps.map(({ name, done, why, way }, at) => (
          <li key={name} className={styles.step} data-state={done ? "done" : at === next ? "next" : "later"}
              aria-current={at === next ? "step" : undefined}>
            <span className={styles.stepMark} aria-hidden="true">{done ? "✓" : at + 1}</span>
            <div>
              <p className={styles.stepName}>{name}{done && <span className={styles.stepDone}> done</span>}</p>
              {at === next && <><p className={styles.stepWhy}>{why}{!may && " A marketer or an admin has to do this."}</p>{way}</>}
            </div>
          </li>
        ))}
      </ol>
    </Section>
  );
}
