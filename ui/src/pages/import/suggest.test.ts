import { describe, expect, it } from "vitest";
import type { Schema } from "../../api/client";
import { suggest } from "./suggest";

const preview = (columns: string[], rows: (string | null)[][]): Schema<"ImportPreview"> =>
  ({ format: "csv", columns, rows, roles: {}, problem: null, events: [], discards: [] });

describe("suggest", () => {
  it("knows columns by their names", () => {
    expect(suggest(preview(["Customer", "E-mail", "Invoice Date", "SKU", "Qty"], []), "shop.csv")).toEqual({
      user_id: "Customer", email: "E-mail", time: "Invoice Date", event_name: "Order Completed",
    });
  });
  it("knows columns by what they hold", () => {
    const rows = [["ann@example.org", "2024-11-03", "x"], [null, "2024-11-04 10:00", "y"], ["bob@x.org", "yesterday", ""]];
    expect(suggest(preview(["Kontakt", "Wann", "Was"], rows), "clicks.csv")).toEqual({
      email: "Kontakt", time: "Wann", event_name: "Product Viewed",
    });
  });
  it("takes no column twice and makes up no event", () => {
    expect(suggest(preview(["event", "user"], []), "data.csv")).toEqual({ user_id: "user", event: "event" });
    expect(suggest(preview(["a"], [["1"]]), "data.csv")).toEqual({});
  });
  it("leaves to the server what it found", () => {
    const found = { ...preview(["id", "userid"], []), roles: { user_id: "id" } };
    expect(suggest(found, "x.csv").user_id).toBe("id");
  });
});
