import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "react-router";
import { api, ApiError, ask, here } from "../../api/client";
import { EmptyState, Page } from "../../parts/Page";
import { Awaited } from "../../parts/Trouble";
import { Editor } from "./Editor";
import { seenByName } from "./EventsList";

const path = { params: { path: here } };

async function orNull<Data>(call: Promise<Data>): Promise<Data | null> {
  try {
    return await call;
  } catch (failure) {
    if (failure instanceof ApiError && failure.status === 404) return null;
    throw failure;
  }
}

// What is an interaction, and which properties people can be targeted by.
export function Catalog() {
  const asked = useQuery({
    queryKey: ["catalog", "page"],
    queryFn: async () => {
      const [events, catalog] = await Promise.all([
        ask(api.GET("/v1/spaces/{space}/event_names", { params: { path: here, query: { limit: 1_000 } } })),
        orNull(ask(api.GET("/v1/spaces/{space}/catalog", path))),
      ]);
      const suggestion = events.data.length > 0 ? await orNull(ask(api.GET("/v1/spaces/{space}/catalog/suggestion", path))) : null;
      return { seen: seenByName(events.data), catalog, suggestion };
    },
  });
  return (
    <Page title="Catalog" lead="Which events show interest, where they name the product, and which of its properties people can be targeted by.">
      <Awaited asked={asked} lines={8}>
        {({ seen, catalog, suggestion }) => (seen.length === 0 && !catalog
          ? (
            <EmptyState title="There are no events yet" actions={<>
              <Button component={Link} to="/import">Import a file</Button>
              <Button component={Link} to="/connect" variant="default">Connect a website</Button>
            </>}>
              <p>The catalog is made from your own events: orders, views, reads. Once some have come, this page suggests
                which of them count and where they name the product; you look it over and save it.</p>
            </EmptyState>
          )
          : <Editor seen={seen} catalog={catalog} suggestion={suggestion} />)}
      </Awaited>
    </Page>
  );
}
