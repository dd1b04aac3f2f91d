// What the first load weighs, over the wire, and how long until a page can be used on a slow machine.
import assert from "node:assert/strict";
import { test } from "node:test";
import { stage } from "./stage.mjs";

const kBudget = 350 * 1024;

test("the first load is at most 350 KiB", async (t) => {
  const { page, context, close } = await stage();
  const wire = await context.newCDPSession(page);
  await wire.send("Network.enable");
  await wire.send("Network.setCacheDisabled", { cacheDisabled: true });
  await wire.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  let bytes = 0;
  const files = new Map();
  wire.on("Network.responseReceived", ({ requestId, response }) => files.set(requestId, response.url));
  wire.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    if (files.get(requestId)?.includes("/app")) bytes += encodedDataLength;
  });
  const started = Date.now();
  await page.goto("/app");
  await page.getByRole("heading", { level: 1, name: "Home" }).waitFor();
  t.diagnostic(`${(bytes / 1024).toFixed(0)} KiB, usable after ${Date.now() - started} ms at a quarter of the speed`);
  await page.waitForLoadState("networkidle");
  assert.ok(bytes > 50 * 1024, `${bytes} bytes were seen`);
  assert.ok(bytes <= kBudget, `${bytes} bytes`);
  await close();
});
