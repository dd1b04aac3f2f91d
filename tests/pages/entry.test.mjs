// The first start, signing in, and what holds a page together: a session that ends, a server that restarts.
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
