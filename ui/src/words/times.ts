// Moments as people read them, in the reader's own time zone; `exact` is for titles and tables.
const day = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const exactly = new Intl.DateTimeFormat("en-GB", {
  day: "numeric", month: "short", year: "numeric", hour: "2-digit", minute: "2-digit", second: "2-digit",
});
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto" });

export const date = (time: string) => day.format(new Date(time));
export const exact = (time: string) => exactly.format(new Date(time));

export function ago(time: string, now = Date.now()): string {
  const seconds = (new Date(time).getTime() - now) / 1_000;
  const steps: [Intl.RelativeTimeFormatUnit, number][] = [
    ["second", 60], ["minute", 3_600], ["hour", 86_400], ["day", 30 * 86_400],
  ];
  let unit_s = 1;
  for (const [unit, below] of steps) {
    if (Math.abs(seconds) < below) {
      return unit === "second" && Math.abs(seconds) < 10 ? "just now" : relative.format(Math.round(seconds / unit_s), unit);
    }
    unit_s = below === 30 * 86_400 ? 86_400 : below;
  }
  return date(time);
}

export function duration(from: string, to: string): string {
  const seconds = Math.max(0, (new Date(to).getTime() - new Date(from).getTime()) / 1_000);
  if (seconds < 1) return "less than a second";
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5_400) return `${Math.round(seconds / 60)} min`;
  return `${(seconds / 3_600).toFixed(1)} h`;
}
