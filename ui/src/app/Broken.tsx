import { Button } from "@mantine/core";
import { useRouteError } from "react-router";
import { Page } from "../parts/Page";
import { Trouble } from "../parts/Trouble";

// A page that failed to draw: our mistake, told as one.
export function Broken() {
  return (
    <Page title="This page failed" lead="Nothing was lost: what you saved is on the server.">
      <Trouble error={useRouteError()} />
      <Button mt="md" onClick={() => window.location.reload()}>Load it again</Button>
    </Page>
  );
}
