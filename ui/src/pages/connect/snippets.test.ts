import { describe, expect, it } from "vitest";
import { kKinds, snippet } from "./snippets";

describe("snippet", () => {
  it("holds the address and the key", () => {
    for (const kind of kKinds) {
      expect(snippet(kind, "https://likely.example", "wk_1")).toContain("https://likely.example");
      expect(snippet(kind, "https://likely.example", "wk_1")).toContain("wk_1");
    }
  });
  it("keeps quotes inside their literals", () => {
    expect(snippet("curl", "http://x", "a'b")).toContain(`'a'\\''b:'`);
    expect(snippet("node", "http://x", 'a"b')).toContain('"a\\"b"');
  });
});
