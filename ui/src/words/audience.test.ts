import { describe, expect, it } from "vitest";
import { keyOfName, reasonWords, ruleWords, suggestedName } from "./audience";
import { goalWords, shortened } from "./goals";

describe("names of audiences", () => {
  const keys: [string, string][] = [
    ["Back to School!", "back_to_school"], ["  A--b  ", "a_b"], ["Füße 20 %", "füße_20"], ["***", ""], ["[x] {y}", "x_y"],
  ];
  it.each(keys)("%s", (name, key) => expect(keyOfName(name)).toBe(key));

  it("says whom it holds, and is free", () => {
    expect(suggestedName("Category", "Binders", ["Order Completed"], [])).toBe("Likely to buy Binders");
    expect(suggestedName("Category", "Binders", ["Order Completed"], ["likely to BUY binders", "Likely to buy Binders 2"]))
      .toBe("Likely to buy Binders 3");
    expect(suggestedName("Price", "5..10", ["Liked"], [])).toBe("Likely to want Price 5..10");
    expect(suggestedName("Brand", "x".repeat(10_000), ["Order Completed"], []).length).toBeLessThan(110);
  });
});

describe("the rule of an audience", () => {
  const target = { column: "Category", value: "Binders" };
  it("says how many, of whom, down to where", () => {
    expect(ruleWords({ target, top: "12.5%" })).toBe("Asked for: the likeliest 12.5\u00a0% of everybody, nobody less likely than the average person.");
    expect(ruleWords({ target, size: 5_000, min_probability: 0.02, known_only: true }))
      .toBe("Asked for: the 5,000 likeliest of everybody with a user id, nobody less likely than 2.0\u00a0%.");
    expect(ruleWords({ target, top: "100%", min_probability: 0.5 }))
      .toBe("Asked for: of everybody all who are likely enough, nobody less likely than 50\u00a0%.");
  });
});

describe("words of goals", () => {
  it("counts what is alike", () => {
    expect(goalWords(["Order Completed"]).many).toBe("orders");
    expect(goalWords(["Order Completed", "Product Purchased"]).many).toBe("orders");
    expect(goalWords(["Order Completed", "Product Viewed"]).many).toBe("conversions");
    expect(goalWords([]).many).toBe("conversions");
  });
  it("shortens by letters, not by halves of them", () => {
    expect(shortened("😀😀😀😀", 3)).toBe("😀😀…");
    expect(shortened("abc", 3)).toBe("abc");
  });
  it("keeps a kind of reason that it does not know", () => {
    expect(reasonWords({ kind: "weather" })).toBe("weather");
    expect(reasonWords({ kind: "timing" })).toMatch(/^Their rhythm/);
  });
});
