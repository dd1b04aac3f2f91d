// The ways in: the demo store, a file, a first event.
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { account, stage } from "./stage.mjs";

const kSlowMs = 180_000;

// The first account, made as a user makes it; ends at Home.
async function setUp({ page, server }) {
  await page.goto(`/app/setup#${server.setup_token}`);
  await page.getByLabel("Your name").fill(account.name);
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
}

test("an empty space is filled with the demo store, and says what to do next", async () => {
  const scene = await stage({ empty: true });
  const { page, look } = scene;
  await setUp(scene);
  await page.getByRole("heading", { name: "Drop a file" }).waitFor();
  await look("home-empty");
  await page.getByRole("button", { name: "Load the demo store" }).click();
  await page.getByRole("progressbar", { name: "Load the demo store" }).waitFor();
  await page.reload();  // a run that was left is found again
  await page.getByRole("progressbar", { name: "Load the demo store" }).waitFor();
  await look("home-loading");
  await page.getByRole("link", { name: "Make an audience" }).waitFor({ timeout: kSlowMs });
  await page.getByText("people with").waitFor();
  await look("home-filled");
  assert.equal(await page.getByRole("listitem").filter({ hasText: "done" }).count(), 3);
  await scene.close();
});

const csv = `customer;mail;bought;product_id;product_name;category;price
c1;ann@example.org;2024-11-03 10:12;p-77;Ring binder A4;Binders;4.90
c2;;2024-11-04 08:00;p-78;"<img src=x onerror=alert(1)>";Pens;1.20
c3;bob@example.org;yesterday;p-79;Lamp;Lamps;30
c1;ann@example.org;2024-11-09 17:40;p-80;Desk;Desks;199
`;

test("a file is dropped, told how to be read, seen before it counts, and imported", async () => {
  const scene = await stage({ empty: true });
  const { page, look, folder } = scene;
  await setUp(scene);
  await page.getByRole("link", { name: "Choose a file" }).click();
  await page.getByRole("heading", { level: 1, name: "Import a file" }).waitFor();
  await look("import-choose");
  const file = join(folder, "..", "orders.csv");
  writeFileSync(file, csv);
  await page.locator("input[type=file]").setInputFiles(file);
  await page.getByRole("heading", { level: 1, name: "Import orders.csv" }).waitFor();
  const chosen = (label) => page.getByRole("combobox", { name: label, exact: true }).inputValue();
  await page.getByText("The first 3 events").waitFor();
  assert.equal(await chosen("Customer"), "customer");
  assert.equal(await chosen("Email"), "mail");
  assert.equal(await chosen("Time"), "bought");
  assert.equal(await chosen("Event"), "Order Completed");
  await page.getByText("No usable time").first().waitFor();
  await look("import-columns");
  await page.getByRole("combobox", { name: "Customer" }).click();
  await page.getByRole("option", { name: "product_id" }).click();
  await page.getByRole("cell", { name: /^p-77/ }).first().waitFor();
  await page.reload();  // what was chosen is in the address
  await page.getByRole("cell", { name: /^p-77/ }).first().waitFor();
  await page.getByRole("combobox", { name: "Customer" }).click();
  await page.getByRole("option", { name: "customer", exact: true }).click();
  await page.getByRole("cell", { name: /^c1/ }).first().waitFor();
  await page.getByRole("button", { name: "Import the file" }).click();
  await page.getByText("3 new events came in, from 3 Nov 2024 to 9 Nov 2024.").waitFor();
  await page.getByRole("cell", { name: "No usable time" }).waitFor();
  await look("import-result");
  await page.getByRole("link", { name: "Go on to the catalog" }).waitFor();
  await page.getByRole("link", { name: "Home", exact: true }).first().click();
  await page.getByRole("link", { name: "Map the catalog" }).waitFor();
  await look("home-unmapped");
  await scene.close();
});

test("a source is connected, and its first event is seen to arrive", async () => {
  const scene = await stage({ empty: true });
  const { page, look, url } = scene;
  await setUp(scene);
  await page.getByRole("link", { name: "Get the lines" }).click();
  await page.getByLabel("Name of the source").fill("Shop \"A\" <b>");
  await look("connect-name");
  await page.getByRole("button", { name: "Make the source" }).click();
  const key = (await page.getByLabel("the write key", { exact: true }).textContent()).trim();
  assert.match(key, /^wk_/);
  await page.getByText("Any server").click();
  const lines = await page.getByLabel("the lines for Any server", { exact: true }).textContent();
  assert.ok(lines.includes(key) && lines.includes(url));
  await look("connect-waiting");
  const send = async (body) => {
    const answer = await fetch(`${url}/v1/track`, {
      method: "POST", body: JSON.stringify(body), headers: { Authorization: `Basic ${btoa(`${key}:`)}` },
    });
    assert.equal(answer.status, 200);
  };
  await send({ event: "Order Completed" });
  await page.getByText("it was refused: Nobody is named").waitFor();
  await send({ userId: "c1042", event: "Order Completed", properties: { product_id: "p-77" } });
  await page.getByText("The first event arrived: Order Completed of c1042").waitFor();
  await look("connect-arrived");
  await page.reload();  // the key is never shown again
  await page.getByRole("button", { name: "Make a further write key" }).waitFor();
  assert.equal(await page.getByText(key).count(), 0);
  await scene.close();
});
