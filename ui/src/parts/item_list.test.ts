import { expect, it } from "vitest";
import { telling, webAddress } from "./ItemList";

it("follows only web addresses", () => {
  expect(["https://a.example/b", "HTTP://a", "javascript:alert(1)", " https://a", "data:image/png,x", undefined].map(webAddress))
    .toEqual(["https://a.example/b", "HTTP://a", undefined, undefined, undefined, undefined]);
});

it("says what tells values apart", () => {
  const one = (value: string, ...reasons: string[]) => ({ value, probability: 0.1, reasons, item: {} });
  expect(telling([one("a", "active", "looked at it"), one("b", "active")]).map(({ reasons }) => reasons)).toEqual([["looked at it"], []]);
  expect(telling([one("a", "active")])[0].reasons).toEqual(["active"]);
});
