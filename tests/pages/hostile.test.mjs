// Names, ids, values and emails that would be scripts or break a layout, through every page there is.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { stage } from "./stage.mjs";

const space = "/v1/spaces/main";
const kLong = "very long ".repeat(1_000).trim();
const kEvil = [
  "<script>window.__xss = 1</script>", '"><img src=x onerror="window.__xss = 1">', "'><svg onload=window.__xss=1>", "javascript:window.__xss=1",
  "</textarea></title><script>window.__xss=1</script>", "{{constructor.constructor('window.__xss=1')()}}", "${window.__xss=1}",
  "\u202Egnp.evil\u202C \u05E2\u05D1\u05E8\u05D9\u05EA", "__proto__", "constructor", "a/b?c=d#e%2f&f", "x".repeat(2_000), "\"';--\\", "&lt;b&gt;&amp;", "line\nbreak\ttab",
];
const kPeople = 160;
const kMinute = 60_000;

function eventsOf() {
  const lines = [];
  const start = Date.UTC(2024, 0, 1);
  for (let person = 0; person < kPeople; ++person) {
    const userId = person < kEvil.length ? kEvil[person] : `u${person}`;
    const email = `"${kEvil[person % kEvil.length].slice(0, 40)}"${person}@evil.example`;
    lines.push({ type: "identify", userId, anonymousId: `<b>${person}</b>`, traits: { email, name: kEvil[person % kEvil.length] },
      timestamp: new Date(start).toISOString() });
    for (let step = 0; step < 24; ++step) {
      const evil = kEvil[(person * 7 + step * (1 + (person % 3))) % kEvil.length];
      lines.push({
        type: "track", userId, event: step % 4 === 3 ? "Order Completed" : '<img src=x onerror="window.__xss=1"> Viewed',
        timestamp: new Date(start + (step * 17 + (person % 11)) * 24 * 60 * kMinute + person * kMinute).toISOString(),
        properties: { product_id: evil, name: `${evil} ${kLong.slice(0, 300)}`, category: evil, brand: step % 16 === 0 ? kLong : evil, image_url: "javascript:window.__xss=1", note: evil },
      });
    }
  }
  lines.push({ type: kEvil[0], userId: kEvil[1], event: kEvil[2] }, { type: "track", event: kEvil[3] });  // discards
  return lines.map((line) => JSON.stringify(line)).join("\n");
}

function feedOf() {
  return kEvil.map((evil) => JSON.stringify({ id: evil, name: evil, url: "javascript:window.__xss=1", link: `https://evil.example/?"><script>window.__xss=1</script>`,
    image_url: `https://evil.invalid/x.png?"onerror="window.__xss=1`, [evil === "__proto__" ? "odd" : evil]: evil })).join("\n");
}

async function fill(api) {
  await api.run("POST", `${space}/imports`, { upload: await api.upload("evil.ndjson", eventsOf()) });
  await api.run("POST", `${space}/items/imports`, { upload: await api.upload("evil_feed.ndjson", feedOf()), key: "id" });
  const columns = { Brand: "properties.brand", "Product Name": "properties.name", Category: "properties.category", [kEvil[1]]: "properties.note" };
  const interaction = ["Order Completed", '<img src=x onerror="window.__xss=1"> Viewed'].map((event) => ({ event, key: "properties.product_id", columns }));
  await api.run("PUT", `${space}/catalog`, { text: JSON.stringify({ interaction }) });
  await api.run("POST", `${space}/models`, {});
  const audience = await api.ask("POST", `${space}/audiences`, { name: kEvil[0], definition: { target: { column: "Category", value: kEvil[1] }, top: "50%" } });
  const trait = (await api.run("POST", `${space}/traits`, { name: kEvil[1], definition: { column: "Product", count: 5 } })).result;
  const source = await api.ask("POST", `${space}/sources`, { name: kEvil[1] });
  const people = await api.ask("GET", `${space}/profiles?limit=20`);
  const traits = await api.ask("GET", `${space}/traits`);
  return { audience: audience.key, trait: trait?.key ?? traits.data[0].key, source: source.id, person: people.data[0].profile_id,
    write_key: source.write_key?.key ?? source.write_key };
}

test("no name is ever a script", async () => {
  const { page, api, troubles, close } = await stage({ empty: true, signed_in: true });
  const made = await fill(api);
  const kOdd = encodeURIComponent(kEvil[1]);
  const ids = {
    "/items/:id": kEvil.map((evil) => `/items/${encodeURIComponent(evil)}`),
    "/audiences/:id": [`/audiences/${made.audience}`],
    "/recommended/:id": [`/recommended/${made.trait}`],
    "/profiles/:id": [`/profiles/${made.person}`, `/profiles/${encodeURIComponent(`user_id:${kEvil[1]}`)}`],
    "/sources/:id": [`/sources/${made.source}`],
    "/runs/:id": ["/runs/1", "/runs/2", "/runs/3", "/runs/4"],
    "/settings/:tab?": ["people", "tokens", "data", "audit"].map((tab) => `/settings/${tab}`),
    "/audiences/new": ["/audiences/new", `/audiences/new?column=Category&value=${kOdd}&name=${kOdd}`, `/audiences/new?column=${kOdd}&value=${kOdd}`],
    "/items": ["/items", `/items?q=${kOdd}`, "/items?column=Category", `/items?column=${kOdd}`],
    "/profiles": ["/profiles", `/profiles?q=${kOdd}`],
    "/catalog": ["/catalog", "/catalog?view=text"],
    "/sign-in": ["/sign-in?to=javascript:window.__xss=1"],
    "*": ["/nothing/like/it"],
  };
  const routes = [...readFileSync(new URL("../../ui/src/app/routes.tsx", import.meta.url), "utf8").matchAll(/page\("([/*][^"]*)"/g)].map(([, path]) => path);
  assert.ok(routes.length > 5);
  const dialogs = [];
  page.on("dialog", (dialog) => {
    dialogs.push(dialog.message());
    void dialog.dismiss();
  });
  for (const path of routes.flatMap((route) => ids[route] ?? [route])) {
    assert.ok(!path.includes("/:"), `${path}: say here what its id may be`);
    await page.goto(`/app${path}`);
    await page.getByRole("heading", { level: 1 }).waitFor({ timeout: 15_000 }).catch(() => assert.fail(`${path} shows no page: ${troubles.join("; ")}`));
    await page.waitForLoadState("networkidle", { timeout: 1_500 }).catch(() => undefined);
    const seen = await page.evaluate(() => ({
      script: "__xss" in window,
      links: [...document.querySelectorAll("a[href]")].map((a) => a.protocol).filter((protocol) => !/^(https?:|mailto:)$/.test(protocol)),
      pictures: [...document.querySelectorAll("img")].map((img) => img.src).filter((src) => !/^https?:/.test(src)),
      made: document.querySelectorAll("[onerror], [onload], main script, main iframe").length,
      wider: document.documentElement.scrollWidth - window.innerWidth,
    }));
    assert.deepEqual(seen, { script: false, links: [], pictures: [], made: 0, wider: seen.wider }, path);
    assert.ok(seen.wider <= 0, `${path} is ${seen.wider} px too wide`);
  }
  assert.deepEqual(dialogs, []);
  await close();
});
