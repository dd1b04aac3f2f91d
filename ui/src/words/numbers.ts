// Numbers as people read them. English everywhere: "12,400", "3.1 %", "310 (250–380)".
const whole = new Intl.NumberFormat("en-US", { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat("en-US", { notation: "compact", maximumFractionDigits: 1 });

export const count = (value: number) => whole.format(value);
// For axes: 12K, 1.2M.
export const compact = (value: number) => short.format(value);
export const plural = (value: number, one: string, many = `${one}s`) => `${count(value)} ${value === 1 ? one : many}`;

// A number that is an expectation: decimals only while they matter.
export function expectation(value: number): string {
  if (value >= 10) return whole.format(value);
  if (value >= 1) return value.toFixed(1);
  if (value === 0) return "0";
  return value < 0.01 ? "less than 0.01" : value.toFixed(2);
}

// A share or probability of 0 to 1, as a percentage with two digits that count; never rounded to 0 or 100.
// Its parts stay on one line (no-break spaces).
export const percent = (value: number) => percentText(value).replaceAll(" ", "\u00a0");

function percentText(value: number): string {
  const scaled = value * 100;
  if (value <= 0) return "0 %";
  if (scaled < 0.01) return "< 0.01 %";
  if (scaled < 1) return `${scaled.toFixed(2)} %`;
  if (scaled < 10) return `${scaled.toFixed(1)} %`;
  if (value < 1 && scaled > 99) return scaled > 99.9 ? "> 99.9 %" : `${scaled.toFixed(1)} %`;
  return `${scaled.toFixed(0)} %`;
}

export const times = (value: number) => `${value >= 10 ? value.toFixed(0) : value.toFixed(1)} ×`;

export function bytes(value: number): string {
  const units = ["bytes", "KiB", "MiB", "GiB", "TiB"];
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    ++unit;
  }
  return `${unit === 0 ? whole.format(value) : value.toFixed(1)} ${units[unit]}`;
}
