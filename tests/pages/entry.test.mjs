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

test("a server that restarts is waited for", async () => {
  const scene = await stage();
  const { page, server, folder } = scene;
  await page.goto("/app");
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  await server.stop();
  const again = page.waitForResponse((response) => response.url().endsWith("/status") && response.ok(), { timeout: 60_000 });
  await page.evaluate(() => window.dispatchEvent(new Event("visibilitychange")));
  await page.reload().catch(() => undefined);  // a browser shows its own page for a server that is gone
  const second = await serve(folder, server.port);
  await page.goto("/app");
  assert.equal((await again).status(), 200);
  server.stop = second.stop;
  await scene.close();
});
