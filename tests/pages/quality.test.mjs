// Quality: a test on the own past, what it says of each column, learning, and which model serves.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "./stage.mjs";

const kLong = { timeout: 120_000 };

test("before anything was learned it says so", async () => {
  const { page, look, close } = await stage({ empty: true, signed_in: true });
  await page.goto("/app/quality");
  await page.getByRole("heading", { name: "Nothing has been learned yet" }).waitFor();
  await page.getByRole("link", { name: "Make the catalog" }).waitFor();
  await look("quality-empty");
  await close();
});

test("a test on the past says how good each column is", async () => {
  const { page, look, close } = await stage();
  await page.goto("/app/quality");
  await page.getByRole("button", { name: "Test it on the past" }).click();
  await page.getByText("Testing on the past").waitFor();
  await look("quality-untested");
  await page.getByText(/would have caught/).waitFor(kLong);
  const tab = page.getByRole("tab", { name: "Category" });
  await tab.click();
  await page.getByText(/with a value of Category/).waitFor();
  assert.match(page.url(), /column=Category/);
  await page.getByRole("img", { name: /^Among the likeliest 5 %/ }).waitFor();
  await page.getByRole("img", { name: /were expected and .* happened/ }).waitFor();
  await page.getByRole("region", { name: "Shares found of those who did it" }).getByText("whoever is most active").waitFor();
  await look("quality");
  await page.reload();
  await page.getByText(/with a value of Category/).waitFor();
  await page.getByRole("tab", { name: "Product", exact: true }).click();
  await page.getByText(/This is a hint, not a proof/).waitFor();
  await close();
});

test("another model is learned, and the older one chosen again", async () => {
  const { page, api, look, close } = await stage();
  await page.goto("/app/quality");
  const models = page.getByRole("region", { name: /newest three/ });
  await models.getByRole("row", { name: /model_1/ }).getByText("serves").waitFor();
  await page.getByRole("button", { name: "Learn now" }).click();
  await page.getByText("Learning from the past").waitFor();
  await models.getByRole("row", { name: /model_2/ }).getByText("serves").waitFor(kLong);
  await models.getByRole("row", { name: /model_1/ }).getByRole("button", { name: "Let it serve" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Let it serve" }).click();
  await models.getByRole("row", { name: /model_2/ }).getByText("kept aside").waitFor();
  await look("quality-kept-aside");
  const { data } = await api.ask("GET", "/v1/spaces/main/models");
  assert.deepEqual(data.map(({ name, held_back }) => [name, held_back === null]), [["model_2", false], ["model_1", true]]);
  await close();
});
