// Audiences: built by the dropdown and by typing, sized on the curve, created, taken away, changed, deleted.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { stage } from "./stage.mjs";

let scene, page;
before(async () => {
  scene = await stage();
  page = scene.page;
  page.setDefaultTimeout(8_000);
});
after(() => scene.close());

const sentence = () => page.locator("p", { hasText: "Picked at random" }).first();
const slider = () => page.getByRole("slider", { name: "How many people" });
const value = (name = /^Value/) => page.getByRole("combobox", { name });

test("nothing yet: the list teaches", async () => {
  await page.goto("/app/audiences");
  await page.getByRole("heading", { name: "Whom would you write to about binders?" }).waitFor();
  await scene.look("audiences-empty");
  await page.getByRole("link", { name: "Make the first audience" }).click();
  await page.getByRole("heading", { level: 1, name: "Product based audience" }).waitFor();
});

test("a value from the dropdown, by searching", async () => {
  await page.getByRole("radio", { name: /^Category/ }).check();
  await value().click();
  await page.getByRole("option", { name: /Notebooks/ }).waitFor();
  await scene.look("audience-values");
  await value().fill("bind");
  await page.getByRole("option", { name: /^Binders 1,\d+ interactions/ }).click();
  await sentence().waitFor();
  await page.getByText(/Seen in 1,\d+ interactions, last on/).waitFor();
  assert.match(await sentence().innerText(), /^[\d,]+ people; we expect [\d.]+ orders within 30 days \(\d+–\d+\)\. Picked at random, the same number would bring [\d.]+\.$/);
  assert.ok(await page.getByRole("radio", { name: /^20 % recommended/ }).isChecked());
  await page.getByText("They were here a lot, or lately").waitFor();
  await scene.look("audience-builder");
});

test("the slider by keyboard changes the sentence at once, then exactly; a pointer drags it", async () => {
  await page.getByRole("radio", { name: /^5 %/ }).check();
  const before = await sentence().innerText();
  const exact = page.waitForResponse(async (response) => response.url().endsWith("/previews") && (await response.json()).asked === 114);
  await slider().focus();
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  assert.notEqual(await sentence().innerText(), before);
  assert.match(await slider().getAttribute("aria-valuetext"), /^\d+ people, 6.0\s%: [\d.]+ orders expected, \d+ to \d+$/);
  const { point } = await (await exact).json();
  await page.waitForFunction(([size, expected]) => document.body.innerText.includes(`${size} people; we expect ${expected} orders`),
    [point.size, point.expected.toFixed(1)]);
  await page.keyboard.press("End");
  assert.ok(await page.getByRole("radio", { name: /^Everyone likely enough/ }).isChecked());
  const handle = await slider().boundingBox();
  await page.mouse.move(handle.x + 13, handle.y + 13);
  await page.mouse.down();
  await page.mouse.move(handle.x - 30, handle.y + 20, { steps: 5 });
  await page.mouse.up();
  await page.waitForURL(/top=\d/);
});

test("typed freely: not seen yet, did you mean, and one click takes it", async () => {
  await value().fill("gel");
  await page.getByRole("option", { name: /^Gel Pens/ }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await value().inputValue(), "Gel Pens");
  await value().fill("bindres");
  await page.keyboard.press("Enter");
  await page.getByText("“bindres” was not seen yet").waitFor();
  await page.getByText(/Assumed: never seen/).waitFor();
  await scene.look("audience-not-seen");
  await page.getByRole("button", { name: "Binders", exact: true }).click();
  await page.getByText(/Seen in 1,\d+ interactions/).waitFor();
  assert.equal(await value().inputValue(), "Binders");
});

test("a half-done builder comes back after a reload", async () => {
  await page.getByRole("radio", { name: /^10 %/ }).check();
  await page.getByRole("radio", { name: /^On a schedule/ }).check();
  await page.getByRole("textbox", { name: "Name" }).fill("Binder people");
  await page.waitForURL(/column=Category&value=Binders&top=10&refresh=0\+4.*&name=Binder\+people/);
  await page.reload();
  await sentence().waitFor();
  assert.ok(await page.getByRole("radio", { name: /^10 %/ }).isChecked());
  assert.ok(await page.getByRole("radio", { name: /^On a schedule/ }).isChecked());
  assert.equal(await page.getByRole("textbox", { name: "Name" }).inputValue(), "Binder people");
  await page.getByText("binder_people").waitFor();
});

test("created: members with reasons, a file with the right head", async () => {
  await page.getByRole("button", { name: "Create the audience" }).click();
  await page.waitForURL("**/audiences/binder_people?created=yes");
  await page.getByRole("heading", { level: 1, name: "Binder people" }).waitFor();
  await sentence().waitFor();
  const members = page.getByRole("region", { name: /^The likeliest 25 of/ });
  await members.getByRole("link").first().waitFor();
  await scene.look("audience");
  await page.getByRole("button", { name: "Show more" }).click();
  await page.getByRole("region", { name: /^The likeliest 50 of/ }).waitFor();
  assert.match(await page.getByRole("region", { name: /^The likeliest/ }).getByRole("link").first().getAttribute("href"), /\/profiles\/prf_[0-9a-f]{16}$/);
  const head = "profile_id,user_id,anonymous_id,email,probability,percentile,rank";
  for (const [name, first] of [["CSV", head], ["NDJSON", "{\"profile_id\":"], ["Parquet", "PAR1"]]) {
    const [download] = await Promise.all([page.waitForEvent("download"), page.getByRole("button", { name: `Download ${name}` }).click()]);
    assert.equal(download.suggestedFilename(), `binder_people.${name.toLowerCase()}`);
    assert.ok(readFileSync(await download.path(), "latin1").startsWith(first), name);
  }
  await page.getByText(/profiles\/user_id:.*traits\?include=binder_people/).waitFor();
});

test("live from now on, refreshed, renamed", async () => {
  await page.getByRole("radio", { name: /^Live/ }).check();
  await page.getByRole("button", { name: "Save how it stays true" }).click();
  await page.getByText("Saved.").waitFor();
  assert.equal((await scene.api.ask("GET", "/v1/spaces/main/audiences/binder_people")).refresh.mode, "live");
  await page.getByRole("button", { name: "Refresh now" }).click();
  await page.getByRole("region", { name: "Its newest refreshes" }).getByText("completed").waitFor({ timeout: 20_000 });
  await page.goto("/app/audiences/new?column=Category&value=Binders&name=BINDER+people");
  await page.getByText("Another audience has this name").waitFor();
  assert.ok(await page.getByRole("button", { name: "Create the audience" }).isDisabled());
  await page.goto("/app/audiences/binder_people");
  await page.getByRole("textbox", { name: "Name" }).fill("Ring binder people");
  await page.getByRole("button", { name: "Rename" }).click();
  await page.getByRole("heading", { level: 1, name: "Ring binder people" }).waitFor();
});

test("the list; names that look like code are text", async () => {
  const hostile = `<img src=x onerror=alert(1)> "'&` + "x".repeat(120);
  await scene.api.ask("POST", "/v1/spaces/main/audiences", {
    name: hostile, definition: { target: { column: "Brand", value: `${hostile}${"y".repeat(3_000)}` } }, refresh: "every 6h",
  });
  await page.getByRole("link", { name: "← Audiences" }).click();
  await page.getByRole("link", { name: "Ring binder people" }).waitFor();
  await page.getByText("Every 6 hours").waitFor();
  await scene.look("audiences");
  await page.getByRole("link", { name: /^<img src=x/ }).click();
  await page.getByRole("heading", { level: 1, name: /^<img src=x/ }).waitFor();
  await page.getByText("Nobody has touched it yet").waitFor();
  await scene.look("audience-hostile");
});

test("numbers: a band of the list, and one of one's own", async () => {
  await page.goto("/app/audiences/new?column=Price");
  await value(/^Band/).click();
  await page.getByRole("option").first().click();
  await sentence().waitFor();
  await page.getByLabel("Or from").fill("5");
  await page.getByLabel("up to (without it)").fill("12.5");
  await page.getByRole("button", { name: "Use this band" }).click();
  await page.waitForURL(/value=5..12.5/);
  await page.getByText("put together from the known bands").waitFor();
});

test("one like it; deleted, when its key is typed", async () => {
  await page.goto("/app/audiences/binder_people");
  await page.getByRole("link", { name: "Make one like it" }).click();
  await page.waitForURL("**/audiences/new?column=Category&value=Binders&top=10");
  await page.getByRole("heading", { level: 1, name: "Product based audience" }).waitFor();
  await sentence().waitFor();
  assert.equal(await page.getByRole("textbox", { name: "Name" }).inputValue(), "Likely to buy Binders");
  await page.goBack();
  await page.getByRole("button", { name: "Delete the audience…" }).click();
  const deletion = page.getByRole("button", { name: "Delete it" });
  assert.ok(await deletion.isDisabled());
  await page.getByLabel(/^Type binder_people/).fill("binder_people");
  await deletion.click();
  await page.waitForURL("**/app/audiences");
  await page.goto("/app/audiences/binder_people");
  await page.getByRole("heading", { name: "There is no such audience" }).waitFor();
});

test("without a catalog the builder says so and leads to it", async () => {
  const empty = await stage({ empty: true, signed_in: true });
  await empty.page.goto("/app/audiences/new");
  await empty.page.getByRole("heading", { name: "First say what your products are" }).waitFor();
  assert.equal(await empty.page.getByRole("link", { name: "Open the catalog" }).getAttribute("href"), "/app/catalog");
  await empty.look("audience-no-catalog");
  await empty.close();
});
