import { Button } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useMay } from "../../app/me";
import { api, ask, here, type Schema } from "../../api/client";
import { useAsk } from "../../api/asking";
import { Confirm } from "../../parts/Confirm";
import { Section, Tag } from "../../parts/Page";
import { Table } from "../../parts/Table";
import { Awaited } from "../../parts/Trouble";
import { bytes, plural } from "../../words/numbers";
import { ago, date, exact } from "../../words/times";

type Model = Schema<"Model">;
const kindOf = ({ goals, horizon_days }: Model) => JSON.stringify([[...goals].sort(), horizon_days]);

// The newest that is not held back serves what has its goals and horizon.
export function servingOf(models: Model[]): Set<string> {
  const kinds = new Set<string>();
  const serving = new Set<string>();
  for (const model of models) {
    if (model.held_back !== null || kinds.has(kindOf(model))) continue;
    kinds.add(kindOf(model));
    serving.add(model.name);
  }
  return serving;
}

// Which model serves, which are kept aside and why; another can be chosen.
export function Models() {
  const may = useMay("marketer");
  const queries = useQueryClient();
  const models = useAsk(["models"], (signal) => api.GET("/v1/spaces/{space}/models", { params: { path: here }, signal }));
  const serve = async ({ name }: Model) => {
    await ask(api.POST("/v1/spaces/{space}/models/{model}/serve", { params: { path: { ...here, model: name } } }));
    await queries.invalidateQueries();
  };
  return (
    <Section title="Models" note="Learning anew every night makes a new model. One that is clearly worse than the one that serves is kept aside; it is yours to choose.">
      <Awaited asked={models}>
        {({ data }) => {
          const serving = servingOf(data);
          return (
            <Table caption="The newest three of each goal and horizon are kept" rows={data} keyOf={({ name }) => name} columns={[
              { head: "Model", cell: ({ name }) => name },
              { head: "Learned", cell: ({ created_at }) => <span title={exact(created_at)}>{ago(created_at)}</span> },
              { head: "Knows up to", cell: ({ as_of }) => <span title={exact(as_of)}>{date(as_of)}</span> },
              { head: "Predicts", cell: ({ goals, horizon_days }) => <><bdi>{goals.join(", ")}</bdi> within {plural(horizon_days, "day")}</> },
              { head: "Size", align: "right", cell: (model) => bytes(model.bytes) },
              { head: "State", cell: ({ name, held_back }) => (serving.has(name) ? <Tag tone="good">serves</Tag>
                : held_back !== null ? <><Tag tone="mark">kept aside</Tag> {held_back.replace(/^held back: /, "")}</> : <Tag>replaced</Tag>) },
              { head: <span hidden>Choose</span>, cell: (model) => !serving.has(model.name) && (may
                ? (
                  <Confirm button="Let it serve" size="compact-sm" title={`Let ${model.name} serve?`} action="Let it serve" doIt={() => serve(model)}>
                    <p>Audiences and recommended items are computed with it from their next refresh on. Newer models are kept aside. You can choose another at any time.</p>
                  </Confirm>
                )
                : <Button size="compact-sm" variant="default" disabled title="Viewers may not choose a model">Let it serve</Button>) },
            ]} />
          );
        }}
      </Awaited>
    </Section>
  );
}
