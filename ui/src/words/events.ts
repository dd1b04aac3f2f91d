// Events as people read them: what was done, with which things, for how much.
type Fields = Record<string, unknown>;

export interface Event {
  at: string;
  type: string;
  event: string;
  body: unknown;
}
// One thing that an event is about.
export interface Thing {
  name: string;
  price: string;     // as it was sent; empty: none
  quantity: number;  // 1 unless it was more
}

const kDeeds: Record<string, string> = {
  identify: "Said who they are", page: "Saw a page", screen: "Saw a screen", group: "Joined a group", alias: "Got another id", track: "Event",
};
const kNames = ["name", "product_name", "productName", "title"];
const kIds = ["product_id", "productId", "sku", "id"];
const kMoney = ["total", "revenue", "value"];
const kMostPlain = 6;
// What is told elsewhere, or tells people nothing.
const kHidden = new Set([...kNames, ...kIds, "price", "quantity", "products", "image_url", "image", "url", "path", "position", "variant"]);

const fieldsOf = (value: unknown): Fields => (value && typeof value === "object" && !Array.isArray(value) ? (value as Fields) : {});
const plain = (value: unknown): string =>
  (typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "");

function firstOf(fields: Fields, names: string[]): string {
  for (const name of names) {
    const text = plain(fields[name]);
    if (text) return text;
  }
  return "";
}

export function titleOf({ type, event }: Pick<Event, "type" | "event">): string {
  if (!event) return kDeeds[type] ?? type;
  return type === "page" || type === "screen" ? `${kDeeds[type]}: ${event}` : event;
}

function thingOf(fields: Fields): Thing | null {
  const name = firstOf(fields, kNames) || firstOf(fields, kIds);
  if (!name) return null;
  const quantity = Number(fields.quantity);
  return { name, price: plain(fields.price), quantity: Number.isFinite(quantity) && quantity > 0 ? quantity : 1 };
}

export function thingsOf({ type, body }: Event): Thing[] {
  const properties = fieldsOf(fieldsOf(body).properties);
  if (Array.isArray(properties.products)) {
    return properties.products.flatMap((one) => thingOf(fieldsOf(one)) ?? []);
  }
  const has_product = type === "track" && kIds.concat("price").some((name) => plain(properties[name]));
  const thing = has_product ? thingOf(properties) : null;
  return thing ? [thing] : [];
}

// What else it says, in a few words: the search, the sum, the address of a page, what a person said of themselves.
export function detailsOf(event: Event): string[] {
  const body = fieldsOf(event.body);
  const properties = fieldsOf(body.properties);
  if (event.type === "identify" || event.type === "group") {
    return Object.entries(fieldsOf(body.traits)).flatMap(([name, value]) => (plain(value) ? [`${name}: ${plain(value)}`] : [])).slice(0, kMostPlain);
  }
  if (event.type === "page" || event.type === "screen") return [firstOf(properties, ["title", "path", "url"])].filter(Boolean);
  const query = plain(properties.query);
  const sum = firstOf(properties, kMoney);
  const has_things = thingsOf(event).length > 0;
  return [
    query && `“${query}”`,
    sum && `${sum}${plain(properties.currency) && ` ${plain(properties.currency)}`} in all`,
    ...(has_things || query ? [] : Object.entries(properties)
      .flatMap(([name, value]) => (plain(value) && !kHidden.has(name) && !kMoney.includes(name) && name !== "currency" ? [`${name}: ${plain(value)}`] : []))),
  ].filter(Boolean).slice(0, kMostPlain);
}
