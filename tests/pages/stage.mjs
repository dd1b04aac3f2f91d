// What every test of the pages stands on: a server of its own on a copy of the prepared demo store (or an empty
// folder), a browser, and somebody who is signed in.
//   LIKELY       the program
//   LIKELY_DEMO  a data folder with the demo store, made by tests/pages_test.py (or by `node stage.mjs FOLDER`)
//   LIKELY_SHOTS a folder for screenshots; without it none are taken
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline";
import { after } from "node:test";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const packages = createRequire(join(root, "ui/package.json"));
const { chromium } = packages("playwright-core");
const axe = readFileSync(packages.resolve("axe-core/axe.min.js"), "utf8");
export const account = { name: "Ann Lee", email: "ann@example.org", password: "correct horse battery" };
const program = process.env.LIKELY ?? join(root, "build/likely");

// `likely serve` on `folder`; `port` 0 takes any.
export async function serve(folder, port = 0) {
  const child = spawn(program, ["--data", folder, "serve", "--listen", `127.0.0.1:${port}`, "--log-level", "error"],
    { stdio: ["ignore", "pipe", "inherit"] });
  process.once("exit", () => child.kill());  // whatever ends this process, the server does not stay
  const lines = createInterface({ input: child.stdout });
  const server = { setup_token: null };
  await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`likely serve ended with ${code}`)));
    lines.on("line", (line) => {
      if (!server.url) {
        server.url = line;
        setTimeout(resolve, 150);  // the setup line follows when there is no account
      }
      server.setup_token ??= /setup#(\S+)/.exec(line)?.[1] ?? null;
    });
  });
  server.port = Number(new URL(server.url).port);
  server.stop = () => new Promise((resolve) => {
    child.removeAllListeners("exit");
    child.once("exit", resolve);
    child.kill("SIGTERM");
  });
  return server;
}

// The Management API as the first account, beside the browser.
export async function signIn(server) {
  const path = server.setup_token ? "/v1/setup" : "/v1/sessions";
  const body = server.setup_token ? { ...account, setup_token: server.setup_token } : { email: account.email, password: account.password };
  const answer = await fetch(server.url + path, { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
  assert.equal(answer.status, 201, await answer.clone().text());
  const cookie = answer.headers.get("set-cookie").split(";")[0];
  const { csrf_token } = await answer.json();
  const ask = async (method, where, given) => {
    const reply = await fetch(server.url + where, {
      method, body: given === undefined ? undefined : JSON.stringify(given),
      headers: { "Content-Type": "application/json", "X-CSRF-Token": csrf_token, Origin: server.url, Cookie: cookie },
    });
    const text = await reply.text();
    assert.ok(reply.ok, `${method} ${where}: ${reply.status} ${text}`);
    return text && JSON.parse(text);
  };
  const run = async (method, where, given) => {
    const { id } = await ask(method, where, given);
    for (;;) {
      const seen = await ask("GET", `/v1/spaces/main/runs/${id}`);
      if (!["queued", "running"].includes(seen.status)) {
        assert.equal(seen.status, "completed", seen.error);
        return seen;
      }
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  };
  // A file on the server, by the id under which an import finds it.
  const upload = async (name, body) => {
    const reply = await fetch(`${server.url}/v1/spaces/main/uploads?name=${encodeURIComponent(name)}`, {
      method: "POST", body, headers: { "Content-Type": "application/octet-stream", "X-CSRF-Token": csrf_token, Origin: server.url, Cookie: cookie },
    });
    assert.ok(reply.ok, await reply.clone().text());
    return (await reply.json()).id;
  };
  return { ask, run, upload, cookie };
}

// The demo store in `folder`, with the first account.
export async function prepareDemo(folder, customers = 1_500) {
  const server = await serve(folder);
  const api = await signIn(server);
  await api.run("POST", "/v1/spaces/main/demo", { customers, seed: 1 });
  await server.stop();
}

// What a test that fails leaves behind is ended after it.
const open = new Set();

// { page, server, api, url, folder, look, close }; `empty`: nothing in the folder; `signed_in`: by the first account.
export async function stage({ empty = false, signed_in = !empty } = {}) {
  const home = mkdtempSync(join(tmpdir(), "likely-pages-"));
  const folder = join(home, "data");
  if (!empty) {
    if (!process.env.LIKELY_DEMO) throw new Error("LIKELY_DEMO is not set; run tests/pages_test.py, or node tests/pages/stage.mjs FOLDER");
    cpSync(process.env.LIKELY_DEMO, folder, { recursive: true, filter: (path) => !path.endsWith(".sock") });
  }
  const server = await serve(folder);
  const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
  const context = await browser.newContext({ viewport: { width: 1280, height: 860 }, baseURL: server.url, acceptDownloads: true });
  const page = await context.newPage();
  const troubles = [];  // scripts that failed, and what the Content-Security-Policy refused
  page.on("pageerror", (error) => troubles.push(error.message));
  page.on("console", (message) => {
    if (/Content.Security.Policy|Minified React/i.test(message.text())) troubles.push(message.text());
  });
  let api;
  if (signed_in) {
    api = await signIn(server);
    const [name, ...value] = api.cookie.split("=");
    await context.addCookies([{ name, value: value.join("="), url: server.url, httpOnly: true }]);
  }
  const scene = { page, server, api, folder, context, troubles, url: server.url, look: (name) => look(page, name) };
  const end = async () => {
    open.delete(end);
    await browser.close();
    await scene.server.stop();
    rmSync(home, { recursive: true, force: true });
  };
  open.add(end);
  scene.close = async () => {
    await end();
    assert.deepEqual(troubles, []);
  };
  return scene;
}

after(async () => {
  for (const end of open) await end();
});

// Nothing serious for axe, in light and dark; pictures in light, dark and on a phone when they are asked for.
export async function look(page, name) {
  const shots = process.env.LIKELY_SHOTS;
  if (shots) mkdirSync(shots, { recursive: true });
  const shoot = async (suffix) => {
    if (shots) await page.screenshot({ path: join(shots, `${name}-${suffix}.png`), fullPage: true });
  };
  for (const scheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
    await page.waitForFunction((name) => document.documentElement.dataset.mantineColorScheme === name, scheme, { polling: 100 });
    await settle(page);
    const found = await runAxe(page);
    assert.deepEqual(found, [], `${name}, ${scheme}`);
    await shoot(scheme);
  }
  await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
  const size = page.viewportSize();
  await page.setViewportSize({ width: 390, height: 844 });
  await settle(page);
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  assert.ok(overflow <= 0, `${name}: ${overflow} px wider than a phone`);
  await shoot("phone");
  await page.setViewportSize(size);
  await page.waitForFunction((width) => window.innerWidth === width, size.width, { polling: 50 });
  await settle(page);  // what moves is not clicked on
  await page.waitForTimeout(150);
}

// A browser without a window draws frames as it likes; colours and sizes change over with one. A picture is one.
const drawFrame = (page) => page.screenshot({ clip: { x: 0, y: 0, width: 1, height: 1 } });
async function settle(page) {
  await drawFrame(page);
  await page.waitForTimeout(200);
  await drawFrame(page);
}

// The policy forbids injected script elements: axe is evaluated by the browser's own tools instead.
async function runAxe(page) {
  if (!await page.evaluate(() => "axe" in window)) await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
  return violations.filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.slice(0, 3).map((node) => `${node.html.slice(0, 160)} (${node.any[0]?.message})`).join(" | ")}`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await prepareDemo(process.argv[2]);
