// Recommended items: made from scratch with a preview, read as the page says, shown to browsers when allowed.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "./stage.mjs";

const kSpace = "/v1/spaces/main";

test("recommended items: made with an exclusion, read by the call that is shown, public when switched", async () => {
  const { page, api, url, context, look, close } = await stage();
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.goto("/app/recommended");
  await page.getByText("Nobody has a list yet").waitFor();
  await look("recommended-empty");
  await page.getByRole("link", { name: "Recommend items" }).click();

  const preview = page.getByRole("complementary", { name: "What people would get" });
  const first = preview.getByRole("listitem").first();
  await first.waitFor();
  assert.equal(await preview.getByRole("listitem").count(), 10);
  await page.getByRole("textbox", { name: "How many" }).fill("5");
  await page.waitForFunction(() => document.querySelectorAll("aside li").length === 5);
  const unwanted = (await preview.getByRole("listitem").allInnerTexts()).map((text) => /ST-\d+-\d+/.exec(text)[0])[0];

  // Leaving a value out changes the preview.
  await page.getByRole("textbox", { name: "Single values of Product" }).fill(unwanted);
  await page.getByRole("option", { name: unwanted }).click();
  await page.waitForFunction((gone) => ![...document.querySelectorAll("aside li bdi")].some((one) => one.textContent.includes(gone)), unwanted);
  await preview.getByText(/ 1 of [\d,]+ values of Product are left out/).waitFor();
  await page.getByRole("checkbox", { name: "Order Completed (a goal)" }).check();
  await page.getByRole("combobox", { name: "Order Completed (a goal): since when" }).click();
  await page.getByRole("option", { name: "in the last 90 days" }).click();
  await page.getByRole("combobox", { name: "Column" }).click();
  await page.getByRole("option", { name: "Price" }).click();
  await page.getByRole("textbox", { name: "Value", exact: true }).fill("100");
  await page.getByRole("button", { name: "Leave out", exact: true }).click();
  await page.getByText("Price is above 100").waitFor();

  // All of it stands in the address.
  await page.reload();
  await page.getByText("Price is above 100").waitFor();
  assert.equal(await page.getByRole("textbox", { name: "How many" }).inputValue(), "5");
  assert.ok(await page.getByRole("checkbox", { name: "Order Completed (a goal)" }).isChecked());
  await preview.getByRole("button").nth(2).click();
  await first.waitFor();
  await look("recommended-new");

  await page.getByRole("textbox", { name: "Name", exact: true }).fill("For you");
  await page.getByText("for_you").waitFor();
  await page.getByRole("button", { name: "Make everybody’s list" }).click();
  await page.waitForURL("**/recommended/for_you");
  await page.getByText(/people have a list of up to/).waitFor();
  await page.getByRole("list", { name: "Most recommended" }).getByRole("listitem").first().waitFor();
  await page.getByRole("list", { name: /^The list of/ }).first().waitFor();
  const { definition, refresh } = await api.ask("GET", `${kSpace}/traits/for_you`);
  assert.deepEqual(definition.exclude, ["purchased:90"]);
  assert.deepEqual(definition.exclude_where, [`'Product' = '${unwanted}'`, "'Price' > '100'"]);
  assert.equal(refresh.mode, "live");

  // The call, as it is shown and copied, answers with that person's list.
  await page.getByRole("button", { name: "Copy the call with curl" }).click();
  const call = await page.evaluate(() => navigator.clipboard.readText());
  const [, address] = /^curl -u "\$TOKEN:" '(.*)'$/.exec(call);
  const { token } = await api.ask("POST", "/v1/tokens", { name: "shop", scope: "profile-read" });
  const answer = await fetch(address, { headers: { Authorization: `Basic ${btoa(`${token}:`)}` } });
  assert.equal(answer.status, 200);
  const list = (await answer.json()).traits.for_you;
  assert.ok(list.length > 0 && list.length <= 5 && !list.includes(unwanted), String(list));
  const id = decodeURIComponent(/profiles\/([^/]*)\/traits/.exec(address)[1]);
  const kept = (await api.ask("GET", `${kSpace}/profiles/${encodeURIComponent(id)}`)).traits.find(({ key }) => key === "for_you");
  assert.deepEqual(list, kept.values.map(({ value }) => value));
  await page.getByRole("tab", { name: "JavaScript" }).click();
  await page.getByLabel("the call in JavaScript", { exact: true }).waitFor();

  // Public, a page reads its visitor's own list.
  const { write_key } = await api.ask("POST", `${kSpace}/sources`, { name: "web" });
  const visitor = (await api.ask("GET", `${kSpace}/traits/for_you/people?limit=100`)).data.find(({ anonymous_id, values }) => anonymous_id && values.length);
  const ask = () => fetch(`${url}/v1/browser/recommendations?${new URLSearchParams({ writeKey: write_key, anonymousId: visitor.anonymous_id, trait: "for_you" })}`)
    .then((reply) => reply.json());
  assert.deepEqual((await ask()).traits, {});
  const said = page.waitForResponse((reply) => reply.url().endsWith("/traits/for_you/public") && reply.ok());
  await page.getByRole("switch", { name: "Web pages may read it" }).check({ force: true });
  await page.getByLabel("the snippet for a page", { exact: true }).waitFor();
  await said;
  assert.deepEqual((await ask()).traits.for_you.map(({ value }) => value), visitor.values.map(({ value }) => value));
  await look("recommended-trait");

  await page.getByRole("radio", { name: "On a schedule" }).check();
  await page.getByRole("button", { name: "Save" }).click();
  await page.getByText("Saved.").waitFor();
  assert.equal((await api.ask("GET", `${kSpace}/traits/for_you`)).refresh.schedule, "0 4 * * *");
  await look("recommended-schedule");
  const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: "Download CSV" }).click()]);
  assert.equal(download.suggestedFilename(), "for_you.csv");
  await page.getByRole("button", { name: "Refresh now" }).click();
  await page.getByText("completed", { exact: true }).waitFor();

  await page.goto("/app/recommended");
  await page.getByRole("link", { name: "For you" }).waitFor();
  await look("recommended-list");
  await page.getByRole("link", { name: "For you" }).click();
  await page.getByRole("button", { name: "Delete these lists" }).click();
  await page.getByLabel("Type for_you to go on").fill("for_you");
  await page.getByRole("button", { name: "Delete", exact: true }).click();
  await page.getByText("Nobody has a list yet").waitFor();
  await close();
});
