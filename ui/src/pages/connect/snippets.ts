// What is pasted into a site or a server, with the real address and write key.
export const kKinds = ["browser", "node", "curl"] as const;
export type Kind = (typeof kKinds)[number];

export const kKindNames: Record<Kind, string> = { browser: "Website", node: "Node.js", curl: "Any server" };

export const kKindWords: Record<Kind, string> = {
  browser: "With the analytics.js library, which sends views, clicks and orders of your visitors. A site that uses it already only needs another write key and address.",
  node: "With the analytics library for Node.js. Its siblings for Python, Go, Ruby, Java and PHP take the same two settings: the write key and the host.",
  curl: "Any language that can make an HTTP request. An answer of 200 means that the event is on disk.",
};

// As a JavaScript or shell literal: a name or an address cannot break out of it.
const js = (text: string) => JSON.stringify(text);
const sh = (text: string) => `'${text.replaceAll("'", `'\\''`)}'`;

export function snippet(kind: Kind, host: string, write_key: string): string {
  if (kind === "browser") {
    return `// npm install @segment/analytics-next
import { AnalyticsBrowser } from "@segment/analytics-next";

const analytics = AnalyticsBrowser.load({
  writeKey: ${js(write_key)},
  cdnURL: ${js(host)},
});

analytics.identify("c1042", { email: "ann@example.org" });   // once somebody is known
analytics.track("Product Viewed", {
  product_id: "p-77", name: "Ring binder A4", category: "Binders", brand: "Orfa", price: 4.9,
});`;
  }
  if (kind === "node") {
    return `// npm install @segment/analytics-node
import { Analytics } from "@segment/analytics-node";

const analytics = new Analytics({
  writeKey: ${js(write_key)},
  host: ${js(host)},
});

analytics.track({
  userId: "c1042",
  event: "Order Completed",
  properties: { products: [{ product_id: "p-77", name: "Ring binder A4", category: "Binders", price: 4.9, quantity: 2 }] },
});`;
  }
  return `curl ${sh(`${host}/v1/track`)} \\
  -u ${sh(`${write_key}:`)} \\
  -d '{
    "userId": "c1042",
    "event": "Order Completed",
    "properties": {"product_id": "p-77", "name": "Ring binder A4", "category": "Binders", "price": 4.9}
  }'`;
}
