// The mapping as the page edits it, and what it takes to read, write and guess one.

export interface ColumnPath {
  column: string;
  path: string;
}
export interface Rule {
  event: string;
  key: string;      // path of the primary key; "": none yet
  query: string;    // path of the words of a search
  is_search: boolean;
  goal: boolean | null;  // null: the server decides by its name
  removes: boolean;
  quantity: string;
  columns: ColumnPath[];
}
export interface Column {
  name: string;
  type: "text" | "number";
}
export interface Draft {
  rules: Rule[];
  columns: Column[];
}
// A property as the events have it.
export interface Property {
  path: string;
  events: number;
  cells: number;
  numbers: number;
  values: number;
  samples: { value: string; count: number }[];
}

const usualType = (column: string): Column["type"] => (column === "Price" ? "number" : "text");
export const kUsualColumns: Column[] = ["Brand", "Product Name", "Price", "Category"]
  .map((name) => ({ name, type: usualType(name) }));
export const kProduct = "Product";
export const kMostEvents = 10;

const textOf = (value: unknown) => (typeof value === "string" ? value : "");
const recordOf = (value: unknown) =>
  (typeof value === "object" && value !== null && !Array.isArray(value) ? value as Record<string, unknown> : {});

// What the API calls a mapping.
export function draftOf(mapping: Record<string, unknown>): Draft {
  const given = Array.isArray(mapping.interaction) ? mapping.interaction.map(recordOf) : [];
  const rules = given.map((rule): Rule => ({
    event: textOf(rule.event),
    key: textOf(rule.key),
    query: textOf(rule.query),
    is_search: typeof rule.query === "string",
    goal: typeof rule.goal === "boolean" ? rule.goal : null,
    removes: rule.effect === "removes",
    quantity: textOf(rule.quantity),
    columns: Object.entries(recordOf(rule.columns)).map(([column, path]) => ({ column, path: textOf(path) })),
  }));
  const types = new Map(Object.entries(recordOf(mapping.types)));
  const named = rules.flatMap((rule) => rule.columns.map(({ column }) => column));
  const names = new Set([...kUsualColumns.map(({ name }) => name), ...named]);
  return {
    rules,
    columns: [...names].map((name) => ({ name, type: types.get(name) === "number" ? "number"
      : types.get(name) === "text" ? "text" : usualType(name) })),
  };
}

// Whether the event can give interactions as it stands.
export const isComplete = (rule: Rule) => (rule.is_search ? rule.query : rule.key) !== "";

// The text that the API takes: JSON, of the events that are complete.
export function textOfDraft({ rules, columns }: Draft): string {
  const order = new Map(columns.map(({ name }, at) => [name, at]));
  const interaction = rules.filter(isComplete).map((rule) => {
    if (rule.is_search) return { event: rule.event, query: rule.query, ...(rule.goal === null ? {} : { goal: rule.goal }) };
    const mapped = rule.columns.filter(({ path }) => path !== "")
      .sort((a, b) => (order.get(a.column) ?? 0) - (order.get(b.column) ?? 0));
    return {
      event: rule.event,
      key: rule.key,
      ...(rule.goal === null ? {} : { goal: rule.goal }),
      ...(mapped.length > 0 ? { columns: Object.fromEntries(mapped.map(({ column, path }) => [column, path])) } : {}),
      ...(rule.quantity ? { quantity: rule.quantity } : {}),
      ...(rule.removes ? { effect: "removes" } : {}),
    };
  });
  const used = new Set(rules.flatMap((rule) => (rule.is_search ? [] : rule.columns.filter(({ path }) => path).map(({ column }) => column))));
  const types = Object.fromEntries(columns.filter(({ name, type }) => used.has(name) && type !== usualType(name))
    .map(({ name, type }) => [name, type]));
  return JSON.stringify({ interaction, types });
}

export const same = (a: Draft, b: Draft) =>
  textOfDraft(a) === textOfDraft(b) && a.rules.every(isComplete) === b.rules.every(isComplete);

// "properties.products.$.\"unit.price\"" → ["properties", "products", "$", "unit.price"].
export function namesOf(path: string): string[] {
  const names: string[] = [];
  const pattern = /"((?:[^"\\]|\\.)*)"|([^."]+)/g;
  for (const [, quoted, plain] of path.matchAll(pattern)) names.push(plain ?? quoted.replace(/\\(.)/g, "$1"));
  return names;
}

export const leafOf = (path: string) => namesOf(path).filter((name) => name !== "$").at(-1) ?? path;
// Without what nearly every path begins with.
export const shortPath = (path: string) => path.replace(/^properties\./, "");

export const pathOf = (rule: Rule, column: string) => rule.columns.find((one) => one.column === column)?.path ?? "";

export function withPath(rule: Rule, column: string, path: string): Rule {
  const others = rule.columns.filter((one) => one.column !== column);
  return { ...rule, columns: path ? [...others, { column, path }] : others };
}

const plain = (name: string) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");

// The property of that name; of several the one that stands nearest to `beside` (in the same array).
function named(properties: Property[], leaf: string, beside: string): string {
  const array = beside.includes("$") ? beside.slice(0, beside.lastIndexOf("$")) : "";
  const found = properties.filter(({ path }) => plain(leafOf(path)) === plain(leaf));
  return (found.find(({ path }) => array && path.startsWith(array)) ?? found[0])?.path ?? "";
}

const kUsualKeys = ["product_id", "sku", "item_id", "content_id", "article_id", "variant_id", "id"];
const kSearch = /search|query/i;

// An event that is newly chosen, filled in as those that are mapped already.
export function guessRule(event: string, properties: Property[], draft: Draft): Rule {
  const mapped = draft.rules.filter((rule) => !rule.is_search);
  const keys = [...mapped.map(({ key }) => key).filter(Boolean).map(leafOf), ...kUsualKeys];
  const key = keys.map((leaf) => named(properties, leaf, "")).find(Boolean) ?? "";
  const columns = draft.columns.flatMap(({ name }) => {
    const leaves = [...mapped.map((rule) => pathOf(rule, name)).filter(Boolean).map(leafOf), name];
    const path = leaves.map((leaf) => named(properties, leaf, key)).find(Boolean);
    return path ? [{ column: name, path }] : [];
  });
  const query = key || !kSearch.test(event) ? ""
    : ["query", "search", "q", "term"].map((leaf) => named(properties, leaf, "")).find(Boolean) ?? "";
  return { event, key, query, is_search: query !== "", goal: draft.rules.some((rule) => rule.goal !== null) ? false : null,
    removes: false, quantity: "", columns: query ? [] : columns };
}

// "brand_type" → "Brand type".
export function columnNameOf(leaf: string): string {
  const words = leaf.replace(/([\p{Ll}\p{N}])(\p{Lu})/gu, "$1 $2").replace(/[_\-.\s]+/g, " ").trim().toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

// A further column; `leaf` is looked for in every event.
export function withColumn(draft: Draft, column: Column, leaf: string, properties: Map<string, Property[]>): Draft {
  return {
    columns: [...draft.columns, column],
    rules: draft.rules.map((rule) => {
      const path = leaf && !rule.is_search ? named(properties.get(rule.event) ?? [], leaf, rule.key) : "";
      return path ? withPath(rule, column.name, path) : rule;
    }),
  };
}

export function withoutColumn(draft: Draft, name: string): Draft {
  const is_usual = kUsualColumns.some((column) => column.name === name);
  return {
    columns: is_usual ? draft.columns : draft.columns.filter((column) => column.name !== name),
    rules: draft.rules.map((rule) => withPath(rule, name, "")),
  };
}
