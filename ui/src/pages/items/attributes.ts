import { webAddress } from "../../parts/Picture";

// What a feed usually calls things, told without case, spaces and underscores.
const kPictures = ["imageurl", "imagelink", "image", "picture", "pictureurl", "img", "imageurls", "thumbnail", "thumbnailurl"];
const kNames = ["name", "title", "productname", "itemname"];
const kLinks = ["url", "link", "producturl", "productlink"];

type Attributes = Record<string, unknown>;
const plain = (name: string) => name.toLowerCase().replace(/[\s_\-.]/g, "");

function find(attributes: Attributes, names: string[]): unknown {
  for (const name of names) {
    const found = Object.entries(attributes).find(([key, value]) => plain(key) === name && value !== "" && value !== null);
    if (found) return found[1];
  }
  return undefined;
}

export const pictureOf = (attributes: Attributes) => webAddress(find(attributes, kPictures));
export const linkOf = (attributes: Attributes) => webAddress(find(attributes, kLinks));

export function nameOf(key: string, attributes: Attributes): string {
  const name = find(attributes, kNames);
  return typeof name === "string" && name.trim() !== "" ? name : key;
}

export const textOf = (value: unknown) => (typeof value === "string" ? value : JSON.stringify(value));

// What a list shows of an item besides its name: the short ones.
export function restOf(attributes: Attributes): string {
  const told = new Set([...kPictures, ...kNames, ...kLinks, "stock", "description"]);
  const kMost = 60;
  return Object.entries(attributes).filter(([key, value]) => !told.has(plain(key)) && textOf(value) !== "" && textOf(value).length <= kMost)
    .slice(0, 4).map(([, value]) => textOf(value)).join(" · ");
}
