// Somebody who may look at everything and change nothing.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "./stage.mjs";

const space = "/v1/spaces/main";
// What would change something; words that only lead to another place are links.
const kChanges = /^(Create|Save|Remove|Erase|Delete|Revoke|Rename|Fill|Refill|Learn|Import|Invite|Make|Add|Load|Serve)\b/;

test("a viewer sees every page, is offered nothing that would be refused, and is refused nothing", async () => {
  const { page, api, url, context, look, close } = await stage();
  const { invitation } = await api.ask("POST", "/v1/accounts", { name: "Vi Ewer", email: "vi@example.org", role: "viewer" });
  const [category] = (await api.ask("GET", `${space}/catalog/columns/Category/values?limit=1`)).data;
  const definition = { target: { column: "Category", value: category.value }, top: "10%" };
  const audience = await api.ask("POST", `${space}/audiences`, { name: "Buyers", definition });
  await api.run("POST", `${space}/traits`, { name: "For you", definition: { column: "Category", count: 3 } });
  const [trait] = (await api.ask("GET", `${space}/traits`)).data;
  const source = await api.ask("POST", `${space}/sources`, { name: "Shop" });
  const people = await api.ask("GET", `${space}/profiles?limit=1`);
  await context.clearCookies();

  await page.goto(`/app/invitation#${invitation}`);
  await page.getByLabel("Password", { exact: true }).fill("the viewer's password");
  await page.getByRole("button").last().click();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();

  const refused = [];
  page.on("response", (response) => {
    if (response.url().startsWith(url) && [401, 403].includes(response.status())) refused.push(`${response.request().method()} ${response.url()}`);
  });
  const places = ["/", "/audiences", "/audiences/new", `/audiences/${audience.key}`, "/recommended", "/recommended/new", `/recommended/${trait.key}`, "/profiles",
    `/profiles/${people.data[0].profile_id}`, "/connect", "/import", "/catalog", "/items", "/quality", "/sources", `/sources/${source.id}`, "/sources/debugger", "/runs", "/settings"];
  for (const place of places) {
    await page.goto(`/app${place}`);
    await page.getByRole("heading", { level: 1 }).waitFor();
    await page.waitForLoadState("networkidle", { timeout: 1_500 }).catch(() => undefined);
    const offered = await page.locator("main button:enabled").allTextContents();
    assert.deepEqual(offered.filter((words) => kChanges.test(words.trim())), [], place);
    assert.equal(await page.locator("main [role=alert]").count(), 0, place);
  }
  assert.deepEqual(refused, []);
  await page.goto("/app/catalog");
  await page.getByRole("heading", { level: 1 }).waitFor();
  await look("viewer-catalog");
  await close();
});
