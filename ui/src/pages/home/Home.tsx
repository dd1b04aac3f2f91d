import { api, here } from "../../api/client";
import { useAsk } from "../../api/asking";
import { Answer, Page } from "../../parts/Page";
import { Awaited } from "../../parts/Trouble";
import { count } from "../../words/numbers";

export function Home() {
  const status = useAsk(["status"], (signal) => api.GET("/v1/spaces/{space}/status", { params: { path: here }, signal }));
  return (
    <Page title="Home">
      <Awaited asked={status}>
        {({ profiles, events }) => (
          <Answer><strong>{count(profiles)}</strong> people with <strong>{count(events)}</strong> events.</Answer>
        )}
      </Awaited>
    </Page>
  );
}
