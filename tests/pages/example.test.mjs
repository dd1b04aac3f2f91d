// The example page and the snippet of the pages, on a site of its own: what a visitor with an id as analytics
// libraries keep it sees, one with a raw id, and one who has none yet.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { test } from "node:test";
import { stage } from "./stage.mjs";

const kSpace = "/v1/spaces/main";
const kExample = readFileSync(new URL("../../examples/recommendations.html", import.meta.url), "utf8");

// A site with one text at every path.
async function site(text) {
  const server = createServer((_, response) => response.setHeader("Content-Type", "text/html").end(text));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { url: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

test("a page shows its visitor's own recommendations", async () => {
  const { page, api, url, context, close } = await stage();
  await api.run("POST", `${kSpace}/traits`, { name: "For you", definition: { column: "Product", count: 3 } });
  await api.ask("PUT", `${kSpace}/traits/for_you/public`, { public: true });
  const { write_key } = await api.ask("POST", `${kSpace}/sources`, { name: "web" });
  const people = (await api.ask("GET", `${kSpace}/traits/for_you/people?limit=100`)).data;
  const visitor = people.find(({ anonymous_id, values }) => anonymous_id && values.length === 3);
  const [first, second, third] = visitor.values.map(({ value }) => value);
  const feed = `product_id,name,link,image_url\n${first},Lamp,/lamps/1,pictures/1.png\n${second},Chair,https://shop.test/2,\n` +
    `${third},Trap,javascript:alert(1),\n`;
  await api.run("POST", `${kSpace}/items/imports`, { upload: await api.upload("feed.csv", feed), key: "product_id" });

  await page.goto("/app/recommended/for_you");
  const snippet = await page.getByLabel("the snippet for a page", { exact: true }).innerText();
  for (const text of [kExample.replace("http://127.0.0.1:8080", url), snippet]) {
    const shop = await site(text.replace("YOUR_WRITE_KEY", write_key));
    const visit = async (kept) => {
      const tab = await context.newPage();
      const troubles = [];
      const asked = [];
      tab.on("pageerror", (error) => troubles.push(error.message));
      tab.on("console", (message) => troubles.push(message.text()));
      tab.on("request", (request) => request.url().startsWith(url) && asked.push(request.url()));
      await tab.route("**/pictures/*", (route) => route.fulfill({ status: 204 }));
      await tab.addInitScript((id) => (id === null ? localStorage.clear() : localStorage.setItem("ajs_anonymous_id", id)), kept);
      await tab.goto(`${shop.url}/home/index.html`, { waitUntil: "networkidle" });
      const links = await tab.locator("a").evaluateAll((all) => all.map((a) => [a.textContent.trim(), a.getAttribute("href"), a.querySelector("img")?.src ?? null]));
      await tab.close();
      return { links, troubles, asked: asked.length };
    };
    for (const kept of [JSON.stringify(visitor.anonymous_id), visitor.anonymous_id]) {
      const { links, troubles } = await visit(kept);
      assert.deepEqual(troubles, []);
      assert.deepEqual(links.map(([name, ...rest]) => [name.split(" ")[0], ...rest]), [
        ["Lamp", `${shop.url}/lamps/1`, `${shop.url}/home/pictures/1.png`], ["Chair", "https://shop.test/2", null], ["Trap", null, null]]);
    }
    assert.deepEqual(await visit(null), { links: [], troubles: [], asked: 0 });
    const stranger = await visit('"nobody-knows-me"');
    assert.deepEqual([stranger.links, stranger.troubles], [[], []]);
    shop.close();
  }
  await close();
});
