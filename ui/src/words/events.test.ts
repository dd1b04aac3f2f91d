import { expect, it } from "vitest";
import { detailsOf, thingsOf, titleOf, type Event } from "./events";

const event = (type: string, name: string, body: unknown): Event => ({ at: "2025-01-01T00:00:00Z", type, event: name, body });

it("tells an order by its products", () => {
  const order = event("track", "Order Completed", { properties: {
    total: 12.5, currency: "EUR", order_id: "o1",
    products: [{ product_id: "p1", name: "Pen", price: 2.5, quantity: 3 }, { product_id: "p2" }, {}, null, "x"],
  } });
  expect(titleOf(order)).toBe("Order Completed");
  expect(thingsOf(order)).toEqual([{ name: "Pen", price: "2.5", quantity: 3 }, { name: "p2", price: "", quantity: 1 }]);
  expect(detailsOf(order)).toEqual(["12.5 EUR in all"]);
});

it("tells a view, a search and a flat row", () => {
  expect(thingsOf(event("track", "Product Viewed", { properties: { product_id: "p1", name: "Pen", price: "2.50" } })))
    .toEqual([{ name: "Pen", price: "2.50", quantity: 1 }]);
  const search = event("track", "Products Searched", { properties: { query: "blue pen" } });
  expect([thingsOf(search), detailsOf(search)]).toEqual([[], ["“blue pen”"]]);
  expect(detailsOf(event("track", "Signed Up", { properties: { plan: "pro", deep: { a: 1 } } }))).toEqual(["plan: pro"]);
});

it("tells who somebody is, and what they saw", () => {
  expect(titleOf(event("identify", "", {}))).toBe("Said who they are");
  expect(detailsOf(event("identify", "", { traits: { email: "a@b.c", address: {} } }))).toEqual(["email: a@b.c"]);
  expect(titleOf(event("page", "Home", {}))).toBe("Saw a page: Home");
  expect(detailsOf(event("page", "Home", { properties: { path: "/x" } }))).toEqual(["/x"]);
});

it("stands what is no object", () => {
  for (const body of [null, undefined, [], "x", { properties: [] }, { properties: null }]) {
    expect(thingsOf(event("track", "X", body))).toEqual([]);
    expect(detailsOf(event("track", "X", body))).toEqual([]);
  }
});
