import { expect, it } from "vitest";
import { curlCall, pageSnippet, scriptCall } from "./calls";

const kServer = "https://likely.example";

it("quotes who and what", () => {
  expect(curlCall(kServer, "user_id:c1042", "picks"))
    .toBe(`curl -u "$TOKEN:" 'https://likely.example/v1/spaces/main/collections/users/profiles/user_id:c1042/traits?include=picks'`);
  const hostile = curlCall(kServer, "user_id:a'; rm -rf / #+b", "größe&x");
  expect(hostile).toContain(`user_id:a'\\''%3B%20rm%20-rf%20%2F%20%23%2Bb`);
  expect(hostile).toContain("include=gr%C3%B6%C3%9Fe%26x'");
});

it("asks by script for the same", () => {
  expect(scriptCall(kServer, "email:a@b.c", "picks")).toContain(`"${kServer}/v1/spaces/main/collections/users/profiles/email:a%40b.c/traits?include=picks"`);
});

it("lets no key end the script of a page", () => {
  expect(pageSnippet(kServer, "</script><b>").split("</script>")).toHaveLength(2);
});
