import { describe, expect, test } from "vitest";
import { columnNameOf, draftOf, guessRule, leafOf, namesOf, same, textOfDraft, withColumn, withoutColumn, withPath } from "./mapping";

const property = (path: string) => ({ path, events: 10, cells: 10, numbers: 0, values: 3, samples: [] });
const mapping = {
  interaction: [
    { event: "Order Completed", key: "properties.products.$.product_id", goal: true, quantity: "properties.products.$.quantity",
      columns: { Brand: "properties.products.$.brand", Weight: "properties.products.$.weight" } },
    { event: "Order Refunded", key: "properties.id", effect: "removes" },
    { event: "Products Searched", query: "properties.query" },
  ],
  types: { Weight: "number" },
};

describe("a mapping", () => {
  test("is written as it was read", () => expect(JSON.parse(textOfDraft(draftOf(mapping)))).toEqual(mapping));
  test("has the usual columns and its own", () =>
    expect(draftOf(mapping).columns.map(({ name }) => name)).toEqual(["Brand", "Product Name", "Price", "Category", "Weight"]));
  test("holds any name", () => {
    const odd = JSON.parse('{"interaction":[{"event":"__proto__","key":"properties.a","columns":{"__proto__":"properties.b"}}],"types":{}}') as Record<string, unknown>;
    expect(textOfDraft(draftOf(odd))).toBe(JSON.stringify(odd));
  });
  test("leaves out what is not complete, and differs then", () => {
    const draft = draftOf(mapping);
    const open = { ...draft, rules: [...draft.rules, { ...draft.rules[0], event: "Open", key: "" }] };
    expect(textOfDraft(open)).toBe(textOfDraft(draft));
    expect(same(open, draft)).toBe(false);
  });
  test("loses a column everywhere", () => {
    expect(textOfDraft(withoutColumn(draftOf(mapping), "Weight"))).not.toContain("Weight");
    expect(withoutColumn(draftOf(mapping), "Brand").columns).toHaveLength(5);
  });
});

describe("paths", () => {
  test("of quoted names", () => expect(namesOf('properties.a.$."unit.price"')).toEqual(["properties", "a", "$", "unit.price"]));
  test("end in a name", () => expect(leafOf("properties.tags.$")).toBe("tags"));
  test("name columns", () => expect([columnNameOf("brandType"), columnNameOf("unit_price")]).toEqual(["Brand type", "Unit price"]));
});

describe("an event that is chosen", () => {
  const draft = draftOf(mapping);
  test("is filled in like the others", () => {
    const rule = guessRule("Product Viewed", [property("properties.productId"), property("properties.brand")], draft);
    expect([rule.key, rule.columns]).toEqual(["properties.productId", [{ column: "Brand", path: "properties.brand" }]]);
  });
  test("takes its columns from the array of its key", () => {
    const rule = guessRule("Cart Viewed", [property("properties.brand"), property("properties.items.$.product_id"), property("properties.items.$.brand")], draft);
    expect(rule.columns).toEqual([{ column: "Brand", path: "properties.items.$.brand" }]);
  });
  test("is a search when it has only words", () =>
    expect(guessRule("Site Search", [property("properties.q")], draft)).toMatchObject({ is_search: true, query: "properties.q" }));
});

test("a new column is found in every event that has it", () => {
  const draft = draftOf(mapping);
  const seen = new Map([["Order Completed", [property("properties.colour"), property("properties.products.$.colour")]]]);
  const added = withColumn(draft, { name: "Colour", type: "text" }, "colour", seen);
  expect(added.rules.map((rule) => rule.columns.find(({ column }) => column === "Colour")?.path))
    .toEqual(["properties.products.$.colour", undefined, undefined]);
  expect(withPath(added.rules[0], "Colour", "").columns).toHaveLength(2);
});
