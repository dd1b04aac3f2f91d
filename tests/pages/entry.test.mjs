// The first start, signing in, and what holds a page together: a session that ends, a server that restarts.
import assert from "node:assert/strict";
import { test } from "node:test";
import { account, serve, stage } from "./stage.mjs";

test("the printed address makes the first account, which can sign in again", async () => {
  const { page, server, look, close } = await stage({ empty: true });
  await page.goto("/");
  await page.waitForURL("**/app/setup");
  await page.getByLabel("Setup token").waitFor();
  await page.goto(`/app/setup#${server.setup_token}`);
  await page.reload();
  await look("setup");
  await page.getByLabel("Your name").fill(account.name);
  await page.getByLabel("Email").fill("nobody");
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByLabel("Email").fill(account.email);
  await page.getByRole("button", { name: "Make the account" }).click();
  await page.waitForURL(/\/app\/?$/);
  await page.getByRole("button", { name: "Sign out" }).click();
  await page.waitForURL("**/sign-in");
  await look("sign-in");
  await page.getByLabel("Email").fill(account.email);
  await page.getByLabel("Password", { exact: true }).fill("wrong password");
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("alert").waitFor();
  await page.getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await close();
});

test("a server that restarts is waited for, and the page goes on by itself", async () => {
  const scene = await stage();
  const { page, server, folder } = scene;
  await page.goto("/app");
  await page.getByText("events", { exact: false }).first().waitFor();
  await server.stop();
  // Whoever comes back to the window sees what is new.
  const come_back = setInterval(() => page.evaluate(() => window.dispatchEvent(new Event("visibilitychange"))), 1_000);
  await page.getByText("The server does not answer").waitFor();
  clearInterval(come_back);
  scene.server = await serve(folder, server.port);
  await page.getByText("The server does not answer").waitFor({ state: "detached" });
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await scene.close();
});

test("a session that ends while a form is filled in loses nothing that was typed", async () => {
  const { page, context, look, close } = await stage();
  await page.goto("/app/settings/people");
  await page.getByLabel("Name").fill("Vi Ewer");
  await page.getByLabel("Email").fill("vi@example.org");
  await context.clearCookies();
  await page.getByRole("button", { name: "Make the link" }).click();
  await page.getByRole("dialog", { name: "You were signed out" }).waitFor();
  await look("signed-out");
  await page.getByRole("dialog").getByLabel("Password", { exact: true }).fill("wrong password");
  await page.getByRole("button", { name: "Sign in and go on" }).click();
  await page.getByRole("dialog").getByRole("alert").waitFor();
  assert.equal(await page.getByLabel("Email").inputValue(), "vi@example.org");
  await page.getByRole("dialog").getByLabel("Password", { exact: true }).fill(account.password);
  await page.getByRole("button", { name: "Sign in and go on" }).click();
  await page.getByLabel("the invitation", { exact: true }).waitFor();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await page.getByText("vi@example.org").waitFor();
  await close();
});
