// Takes the pictures of README.md. Usage: node pictures.mjs FOLDER      (by tools/pictures)
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { stage } from "./stage.mjs";

const kSize = { width: 1180, height: 800 };
const kPictures = [
  ["builder", "/app/audiences/new?column=Category&value=Binders", "Picked at random", "2. How many people?"],
  ["audience", "/app/audiences/binder_people", "Probability", "Members"],
  ["catalog", "/app/catalog", "Interaction events"],
  ["quality", "/app/quality?column=Category", "Whether its numbers come true"],
];
const folder = resolve(process.argv[2]);
mkdirSync(folder, { recursive: true });

const { page, api, close } = await stage();
await api.ask("POST", "/v1/spaces/main/audiences",
  { name: "Binder people", definition: { target: { column: "Category", value: "Binders" }, top: "20%" } });
await api.run("POST", "/v1/spaces/main/backtests", {});
await page.setViewportSize(kSize);
await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
for (const [name, path, text, top] of kPictures) {
  await page.goto(path);
  await page.getByText(text).first().waitFor();
  await page.waitForLoadState("networkidle");
  if (top) await page.getByRole("heading", { name: top }).evaluate((heading) => heading.scrollIntoView());
  await page.screenshot({ path: join(folder, `${name}.png`) });
}
await close();
