// What the columns of a file are likely to be: by their names, and by what the first rows hold.
import type { Schema } from "../../api/client";

export type Columns = Schema<"ImportColumns">;
export type Role = keyof Columns;
type Preview = Schema<"ImportPreview">;

const kNames: Partial<Record<Role, string[]>> = {
  user_id: ["userid", "customerid", "customer", "user", "memberid", "member", "personid", "clientid", "client", "customerno",
            "customernumber", "accountid", "buyerid", "buyer", "subscriberid", "contactid"],
  anonymous_id: ["anonymousid", "visitorid", "visitor", "deviceid", "cookieid", "sessionid", "clientcookie"],
  email: ["email", "emailaddress", "mail", "customeremail", "useremail"],
  event: ["event", "eventname", "eventtype", "action", "activity", "behaviour", "behavior"],
  time: ["timestamp", "eventtime", "time", "at", "ts", "datetime", "date", "eventdate", "createdat", "occurredat", "orderdate",
         "orderedat", "orderdatetime", "invoicedate", "purchasedate", "purchasedat", "transactiondate", "saledate", "day"],
};
const plain = (name: string) => name.toLowerCase().replace(/[^a-z0-9]/g, "");

const kEmail = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const kTime = /^\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?|$)|^\d{1,2}[./]\d{1,2}[./]\d{4}/;

// Whether most filled cells of a column fit: a few bad ones are no surprise.
function fits(preview: Preview, column: number, wanted: RegExp): boolean {
  const cells = preview.rows.map((row) => row[column]).filter((cell): cell is string => cell != null && cell !== "");
  return cells.filter((cell) => wanted.test(cell)).length > cells.length / 2;
}

const named = (file: string, words: RegExp) => words.test(plain(file));

// What every row is, when no column says so.
function eventName(preview: Preview, file: string): string {
  const has = (words: RegExp) => preview.columns.some((column) => words.test(plain(column)));
  if (named(file, /view|click|visit/)) return "Product Viewed";
  if (named(file, /cart|basket/)) return "Product Added";
  if (named(file, /read|article/)) return "Article Read";
  return named(file, /order|sale|purchase|invoice|transaction/) || has(/quantity|qty|amount|invoice|order|price|total/)
    ? "Order Completed" : "";
}

export function suggest(preview: Preview, file: string): Columns {
  const chosen: Columns = {};
  const taken = new Set<string>();
  const take = (role: Role, column: string | undefined) => {
    if (column === undefined || taken.has(column)) return;
    chosen[role] = column;
    taken.add(column);
  };
  for (const role of ["user_id", "anonymous_id", "email", "event", "time"] as const) {
    const names = kNames[role] ?? [];
    const by_name = preview.columns.filter((column) => names.includes(plain(column)))
      .sort((a, b) => names.indexOf(plain(a)) - names.indexOf(plain(b)))[0];
    take(role, preview.roles[role] ?? by_name);
  }
  const by_cells = (wanted: RegExp) => preview.columns.find((name, at) => !taken.has(name) && fits(preview, at, wanted));
  if (!chosen.email) take("email", by_cells(kEmail));
  if (!chosen.time) take("time", by_cells(kTime));
  if (!chosen.event) {
    const name = eventName(preview, file);
    if (name) chosen.event_name = name;
  }
  return chosen;
}
