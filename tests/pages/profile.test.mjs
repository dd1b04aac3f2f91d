// Profiles: found by any id, read, erased.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "./stage.mjs";

const kSpace = "/v1/spaces/main";

// Somebody with a user id and an email who did much.
async function somebody(api) {
  const found = (await api.ask("GET", `${kSpace}/profiles?search=user_id:&limit=200`)).data.filter(({ email }) => email);
  for (const one of found) {
    const profile = await api.ask("GET", `${kSpace}/profiles/${one.profile_id}`);
    const did = (event) => profile.event_counts.some((count) => count.event === event);
    if (profile.events > 25 && did("Order Completed") && did("Products Searched") && profile.recommended.length > 0) return { ...one, profile };
  }
  throw new Error("nobody did much");
}

test("a person: found by email and user id, what they want and why, what they did; erased, they are gone", async () => {
  const { page, api, look, close } = await stage();
  const { email, user_id, profile_id, profile } = await somebody(api);
  await api.ask("POST", `${kSpace}/audiences`, {
    name: "Pens", definition: { target: { column: "Category", value: "Ballpoint Pens" }, top: "100%", min_probability: 0 },
  });
  await api.run("POST", `${kSpace}/traits`, { name: "Next", definition: { column: "Category", count: 8 } });

  await page.goto("/app/profiles");
  await page.getByRole("row").nth(5).waitFor();
  await look("profiles");
  const search = page.getByLabel("Find a person");
  await search.fill("no such id");
  await page.getByText("Nobody has an id that begins so").waitFor();
  for (const id of [email, user_id, profile_id]) {
    await search.fill(id);
    await page.getByRole("link", { name: email, exact: true }).waitFor();
  }
  await search.fill(email.slice(0, email.indexOf("@") + 1));
  await page.waitForURL(/q=/);
  await page.reload();
  await page.getByRole("link", { name: email, exact: true }).click();
  await page.waitForURL(`**/profiles/${profile_id}`);

  await page.getByRole("heading", { level: 1, name: email }).waitFor();
  const best = profile.recommended[0];
  const wants = page.getByRole("list", { name: "Most likely to want" });
  await wants.getByText(best.name).waitFor();
  const telling = best.reasons.find((reason) => !profile.recommended.every(({ reasons }) => reasons.includes(reason)));
  await wants.getByText(telling).first().waitFor();
  await page.getByRole("list", { name: "Next" }).getByRole("listitem").nth(4).waitFor();
  await page.getByRole("button", { name: "Show all 8" }).click();
  assert.equal(await page.getByRole("list", { name: "Next" }).getByRole("listitem").count(), 8);
  await page.getByRole("link", { name: "Pens", exact: true }).waitFor();
  await page.getByRole("cell", { name: user_id, exact: true }).waitFor();

  // The timeline: all, older ones, of one kind, raw.
  const entries = page.locator("ol li:has(time)");
  await page.waitForFunction(() => document.querySelectorAll("ol li time").length === 20);
  await page.getByRole("button", { name: "Show earlier ones" }).click();
  await page.waitForFunction(() => document.querySelectorAll("ol li time").length > 20);
  await page.getByRole("combobox", { name: "Show" }).click();
  await page.getByRole("option", { name: /^Order Completed/ }).click();
  await page.waitForURL(/event=Order\+Completed/);
  const orders = profile.event_counts.find(({ event }) => event === "Order Completed").count;
  await page.waitForFunction((count) => document.querySelectorAll("ol li time").length === count, Math.min(orders, 20));
  await page.reload();
  const [order] = (await api.ask("GET", `${kSpace}/profiles/${profile_id}/events?type=track&event=Order+Completed&limit=1`)).data;
  await entries.first().getByText(order.body.properties.products[0].name).first().waitFor();
  await entries.first().getByRole("button", { name: /^Raw/ }).click();
  await page.getByLabel("The event as it came").filter({ hasText: order.body.properties.order_id }).waitFor();
  await look("profile");

  await page.getByRole("button", { name: "Erase this person" }).click();
  const go = page.getByRole("button", { name: "Erase for ever" });
  assert.ok(await go.isDisabled());
  await look("profile-erase");
  await page.getByLabel(`Type ${email} to go on`).fill(email);
  await go.click();
  await page.getByText("This person was erased").waitFor({ timeout: 60_000 });
  await look("profile-erased");
  await page.getByRole("link", { name: "To the profiles" }).click();
  await search.fill(email);
  await page.getByText("Nobody has an id that begins so").waitFor();
  await page.goto(`/app/profiles/${profile_id}`);
  await page.getByText("Nobody has this id").waitFor();
  await close();
});

test("names that others chose are shown as text", async () => {
  const { page, api, url, look, close } = await stage();
  const hostile = `<img src=x onerror="document.title='run'">`;
  const { write_key } = await api.ask("POST", `${kSpace}/sources`, { name: "web" });
  const call = (type, body) => fetch(`${url}/v1/${type}`, {
    method: "POST", headers: { Authorization: `Basic ${btoa(`${write_key}:`)}`, "Content-Type": "application/json" },
    body: JSON.stringify({ userId: `evil${hostile}`, ...body }),
  });
  await call("identify", { traits: { [hostile]: "‮right to left", long: "x".repeat(10_000) } });
  await call("track", { event: hostile, properties: { product_id: hostile, name: `${hostile}${"y".repeat(3_000)}`, price: hostile } });
  while ((await api.ask("GET", `${kSpace}/profiles?search=evil`)).data.length === 0) await page.waitForTimeout(200);
  await page.goto("/app/profiles?q=evil");
  await page.getByRole("link", { name: `evil${hostile}` }).click();
  await page.getByText("right to left").first().waitFor();
  await look("profile-hostile");
  assert.notEqual(await page.title(), "run");
  await close();
});
