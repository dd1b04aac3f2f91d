import { describe, expect, test } from "vitest";
import { webAddress } from "../../parts/Picture";
import { linkOf, nameOf, pictureOf, restOf } from "./attributes";

describe("what a feed says", () => {
  const feed = { "Product Name": "Lamp", Image_URL: "https://a.example/x.jpg", link: "javascript:alert(1)", brand: "Orfa", price: "3.5", stock: "7" };
  test("has a name, or the key", () => expect([nameOf("p1", feed), nameOf("p1", { name: " " })]).toEqual(["Lamp", "p1"]));
  test("has a picture", () => expect(pictureOf(feed)).toBe("https://a.example/x.jpg"));
  test("links to the web only", () => expect(linkOf(feed)).toBeNull());
  test("has some more", () => expect(restOf(feed)).toBe("Orfa · 3.5"));
});

test("addresses of the web, and nothing else", () => {
  expect(webAddress("http://a.example")).toBe("http://a.example/");
  for (const no of ["javascript:alert(1)", "JaVaScRiPt:alert(1)", " javascript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "//a.example", "x.jpg", "file:///etc", 7]) {
    expect(webAddress(no)).toBeNull();
  }
});
