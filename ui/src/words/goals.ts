// What goals are called when they are counted ("310 orders"), and what who does one does ("likely to buy").
interface GoalWords {
  one: string;
  many: string;
  verb: string;
}
const kConversions: GoalWords = { one: "conversion", many: "conversions", verb: "want" };
const kKnown: [RegExp, GoalWords][] = [
  [/order|purchas|checkout|bought|sale/i, { one: "order", many: "orders", verb: "buy" }],
  [/read|article/i, { one: "reader", many: "readers", verb: "read" }],
  [/play|listen|stream/i, { one: "listener", many: "listeners", verb: "play" }],
  [/click/i, { one: "click", many: "clicks", verb: "click" }],
  [/view/i, { one: "view", many: "views", verb: "view" }],
];

// Goals of different kinds are all conversions.
export function goalWords(goals: string[]): GoalWords {
  const words = new Set(goals.map((goal) => kKnown.find(([name]) => name.test(goal))?.[1] ?? kConversions));
  return words.size === 1 ? [...words][0] : kConversions;
}

// A long text as one line of a page; the whole of it belongs into a title.
export function shortened(text: string, most = 60): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}
