import { expect, it } from "vitest";
import { telling } from "./ItemList";

it("says what tells values apart", () => {
  const one = (value: string, ...reasons: string[]) => ({ value, probability: 0.1, reasons, item: {} });
  expect(telling([one("a", "active", "looked at it"), one("b", "active")]).map(({ reasons }) => reasons)).toEqual([["looked at it"], []]);
  expect(telling([one("a", "active")])[0].reasons).toEqual(["active"]);
});
