// Items: products and values are found, one is looked at, and a feed brings more.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "./stage.mjs";

test("products and values are found, and one is looked at", async () => {
  const { page, look, close } = await stage();
  await page.goto("/app/items");
  await page.getByText("1,209 products").waitFor();
  await look("items");
  await page.getByRole("searchbox", { name: "Find a product" }).fill("ring binder");
  await page.getByText(/^\d+ products? found\.$/).waitFor();
  assert.match(page.url(), /q=ring\+binder/);
  await page.reload();
  await page.getByText(/^\d+ products? found\.$/).waitFor();
  await page.getByRole("region", { name: "Products" }).getByRole("link").first().click();
  await page.getByText("What people did with it").waitFor();
  await page.getByRole("link", { name: /^https:\/\/stationery\.example/ }).waitFor();
  await look("item");
  await page.getByRole("link", { name: "← Items" }).click();
  await page.getByRole("tab", { name: "Brand" }).click();
  await page.getByRole("region", { name: /^Values of Brand/ }).getByText("Farben Haus").waitFor();
  assert.match(page.url(), /column=Brand/);
  await look("items-values");
  await page.getByRole("searchbox", { name: "Find a value of Brand" }).fill("nothing like it");
  await page.getByText("No value of Brand holds").waitFor();
  await page.getByRole("tab", { name: "Price" }).click();
  await page.getByText("0..2.7").waitFor();
  await close();
});

test("a feed is uploaded, its key named, and its products are there", async () => {
  const { page, look, close } = await stage();
  await page.goto("/app/items");
  await page.getByRole("link", { name: "Import a feed" }).click();
  await page.getByText("Drop the feed here").waitFor();
  await look("feed");
  const feed = "Title,product_id,price,image_url\nA lamp that nobody has touched,new-1,9.5,https://img.stationery.example/new.jpg\nNo key,,1,\n";
  await page.locator('input[type="file"]').setInputFiles({ name: "feed.csv", mimeType: "text/csv", buffer: Buffer.from(feed) });
  await page.getByText("has 4 columns").waitFor();
  assert.equal(await page.getByRole("combobox", { name: "The column with the primary key" }).inputValue(), "product_id");
  await look("feed-key");
  await page.getByRole("button", { name: "Import the feed" }).click();
  await page.getByText("1 new item").waitFor();
  await page.getByText("1 line could not be taken").waitFor();
  await look("feed-done");
  await page.getByRole("link", { name: "See the items" }).click();
  await page.getByRole("searchbox").fill("nobody has touched");
  await page.getByRole("link", { name: /^A lamp that nobody/ }).click();
  await page.getByRole("heading", { level: 1, name: "A lamp that nobody has touched" }).waitFor();
  await page.getByText("Nobody has touched it yet").waitFor();
  await close();
});
