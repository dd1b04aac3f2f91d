import { describe, expect, it } from "vitest";
import {
  condition, conditionInWords, definitionOf, doneInWords, readDone, readDraft, several, writeDone, writeDraft,
} from "./draft";

describe("a draft", () => {
  it("is the same after a reload", () => {
    const query = new URLSearchParams("column=Product+Name&count=5&done=purchased%3A90&done=Product+Viewed&not=a%2Cb&not=c"
      + "&where=%27Price%27+%3E+%27100%27&known=1&refresh=every+6h&name=Mine&person=prf_1");
    expect(writeDraft(readDraft(query)).toString()).toBe(query.toString());
    expect(writeDraft(readDraft(new URLSearchParams())).toString()).toBe("");
  });
  it("takes no count that the API would refuse", () => {
    for (const count of ["0", "51", "x", "2.5"]) expect(readDraft(new URLSearchParams({ count })).count).toBe(10);
  });
  it("becomes a definition", () => {
    const draft = readDraft(new URLSearchParams({ column: "Brand", not: "O'Neil" }));
    expect(definitionOf(draft)).toMatchObject({ column: "Brand", count: 10, exclude_where: ["'Brand' = 'O''Neil'"] });
  });
});

describe("words", () => {
  it("knows several of a column", () => {
    expect(["Product", "Category", "Brand", "Box", "Day"].map(several)).toEqual(["products", "categories", "brands", "boxes", "days"]);
  });
  it("reads conditions and deeds", () => {
    expect(conditionInWords(condition("Product Name", ">=", "it's"))).toBe("Product Name is at least it's");
    expect(conditionInWords("Price > 100 AND Brand = Acme")).toBe("Price > 100 AND Brand = Acme");
    expect(readDone("a:b:7")).toEqual({ event: "a:b", days: 7 });
    expect(writeDone(readDone("Product Viewed"))).toBe("Product Viewed");
    expect(doneInWords("purchased:90")).toBe("what they reached a goal with in the last 90 days");
    expect(doneInWords("Product Viewed")).toBe("what they did “Product Viewed” with");
  });
});
