import { describe, expect, it } from "vitest";
import { askedOf, definitionOf, draftOf, queryOf } from "./draft";

const read = (text: string) => draftOf(new URLSearchParams(text));

describe("the builder's address", () => {
  const texts = [
    "", "column=Brand", "column=Category&value=Gel+Pens", "column=Price&value=5..10&top=12.5&known=yes",
    "column=a%26b&value=%C3%BC+%22x%22&size=500&refresh=0+3+*+*+*&name=My+people",
  ];
  it.each(texts)("%s comes back as it was", (text) => expect(queryOf(read(text)).toString()).toBe(text));

  it("takes nothing for granted", () => {
    for (const text of ["top=0", "top=-5", "top=101", "top=x", "size=-1", "size=1.5", "size=x"]) {
      expect(definitionOf(read(text))).toEqual({ target: { column: "", value: "" }, top: "20%" });
    }
    expect(read("top=0.04").top).toBe(0.1);
  });

  it("asks for a share or for so many", () => {
    expect(definitionOf(read("column=c&value=v&top=12.5"))).toEqual({ target: { column: "c", value: "v" }, top: "12.5%" });
    expect(definitionOf(read("column=c&value=v&size=500&top=5&known=yes")))
      .toEqual({ target: { column: "c", value: "v" }, size: 500, known_only: true });
    expect(askedOf(read("top=12.5"), 1_000)).toBe(125);
    expect(askedOf(read("size=5000"), 1_000)).toBe(1_000);
  });
});
