// The catalog: from a suggestion to a saved one, a changed one, and none at all.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "./stage.mjs";

const space = "/v1/spaces/main";

test("without events it says so, and leads on", async () => {
  const { page, look, close } = await stage({ empty: true, signed_in: true });
  await page.goto("/app/catalog");
  await page.getByRole("heading", { name: "There are no events yet" }).waitFor();
  assert.equal(await page.getByRole("link", { name: "Import a file" }).getAttribute("href"), "/app/import");
  assert.equal(await page.getByRole("link", { name: "Connect a website" }).getAttribute("href"), "/app/connect");
  await look("catalog-empty");
  await close();
});

// A small shop: 120 people who look at things, and buy one now and then.
function shopEvents() {
  const brands = ["Orfa", "Cord", "Plain"];
  const lines = [];
  for (let person = 0; person < 120; ++person) {
    for (let step = 0; step < 24; ++step) {
      const product = (person * 5 + step * (1 + (person % 4))) % 12;
      lines.push(JSON.stringify({
        type: "track", userId: `u${person}`, event: step % 4 === 3 ? "Order Completed" : "Product Viewed",
        timestamp: new Date(Date.UTC(2024, 0, 1 + step * 15 + (person % 13), 12, person % 60)).toISOString(),
        properties: { product_id: `p${product}`, name: `Thing ${product}`, brand: brands[product % 3], price: 3 + product },
      }));
    }
  }
  return lines.join("\n");
}

test("a suggestion is saved as it is", async () => {
  const { page, api, look, close } = await stage({ empty: true, signed_in: true });
  await api.run("POST", `${space}/imports`, { upload: await api.upload("shop.ndjson", shopEvents()) });
  await page.goto("/app/catalog");
  await page.getByText(/^2 kinds of events show interest in your products\. Order Completed is/).waitFor();
  await page.getByText("Not saved yet").waitFor();
  await look("catalog-suggested");
  await page.getByRole("button", { name: "Save and learn" }).click();
  await page.getByText("Saved and learned.").waitFor({ timeout: 120_000 });
  await page.getByText("Everything is saved").waitFor();
  await page.getByRole("link", { name: "Make an audience" }).click();
  await page.waitForURL("**/app/audiences/new");
  await close();
});

test("a column is changed, another added, and the catalog saved", async () => {
  const { page, api, look, close } = await stage();
  await page.goto("/app/catalog");
  const save = page.getByRole("button", { name: "Save and learn" });
  await page.getByText("100 % filled").first().waitFor();
  assert.ok(await save.isDisabled(), "nothing changed, nothing to save");
  await look("catalog");

  // A wrong property is warned of where it is chosen.
  await page.getByRole("button", { name: /^Price of Product Viewed/ }).click();
  await page.getByRole("option", { name: /^category/ }).click();
  await page.getByText("100 % are no numbers").waitFor();
  await page.getByRole("button", { name: /^Price of Product Viewed/ }).click();
  await page.getByLabel("Find the property for Price of Product Viewed").fill("pri");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByText("100 % are no numbers").waitFor({ state: "hidden" });

  // A further column is found in the events that have it.
  await page.getByRole("button", { name: "Add column" }).click();
  await page.getByRole("combobox", { name: "From the property" }).click();
  await page.getByRole("option", { name: /^currency/ }).click();
  assert.equal(await page.getByRole("textbox", { name: "Name" }).inputValue(), "Currency");
  await page.getByRole("button", { name: "Add the column" }).click();
  await page.getByRole("button", { name: "Currency of Order Completed: currency" }).waitFor();
  await page.getByRole("button", { name: "More about Order Completed" }).click();
  await look("catalog-changed");

  // What was typed stays over a reload, and asks before it is left.
  await page.reload();
  await page.getByRole("button", { name: "Currency of Order Completed: currency" }).waitFor();
  await page.getByText("Not saved yet").waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Home" }).click();
  await page.getByRole("dialog", { name: "Leave without saving?" }).waitFor();
  await page.getByRole("button", { name: "Stay here" }).click();

  // The same as text: a mistake is told, and mended.
  await page.getByRole("button", { name: "Edit as text" }).click();
  const text = page.getByRole("textbox", { name: "The mapping as TOML" });
  await page.waitForFunction(() => document.querySelector("textarea")?.value.includes('columns."Currency"'));
  const toml = await text.inputValue();
  await text.fill(toml.replace('event = "Order Refunded"', "event = "));
  await page.getByText("The text cannot be read yet").waitFor();
  await look("catalog-text");
  await text.fill(toml.replaceAll('columns."Currency"', 'columns."Money"'));
  await page.getByText("Not saved yet").waitFor();
  await page.getByRole("button", { name: "Back to the grid" }).click();
  await page.getByRole("button", { name: "Money of Order Completed: currency" }).waitFor();

  await save.click();
  await page.getByText("Mapping the events").waitFor();
  await page.getByText("Learning from the past").waitFor();
  await page.getByText(/answer from what was learned of the time up to/).waitFor();
  await look("catalog-saving");
  await page.getByText("Saved and learned.").waitFor({ timeout: 120_000 });
  await page.getByText("Everything is saved").waitFor();
  await look("catalog-saved");
  const { data } = await api.ask("GET", `${space}/catalog/columns`);
  assert.deepEqual(data.map(({ name }) => name).sort(), ["Brand", "Category", "Money", "Price", "Product", "Product Name"]);
  assert.equal((await api.ask("GET", `${space}/models`)).data[0].catalog_version, (await api.ask("GET", `${space}/catalog`)).version);
  await close();
});
