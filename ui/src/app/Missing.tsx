import { Page, PageLink } from "../parts/Page";

export function Missing() {
  return (
    <Page title="There is no such page">
      <p>The address may be misspelt, or what was here was deleted. <PageLink to="/">Go to the start</PageLink>.</p>
    </Page>
  );
}
