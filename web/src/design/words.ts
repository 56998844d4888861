/** Numbers, times and plurals as all screens write them. */

const whole = new Intl.NumberFormat("en");

export const count = (n: number): string => whole.format(n);

/** "1 item", "2,000 items". */
export const many = (n: number, one: string, more = `${one}s`): string => `${count(n)} ${n === 1 ? one : more}`;

/** "69.2 %"; whole when it is 0 or 1 exactly. */
export function percent(share: number, digits = 1): string {
  const value = share * 100;
  return `${Number.isInteger(value) ? value : value.toFixed(digits)} %`;
}

/** "12 s", "3 min", "1 h 04": a length of time as it is read, not counted. */
export function span(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")}`;
}

/** "just now", "4 min ago", "today 09:12", "Mon 16:20", "21 Nov". */
export function when(iso: string, now: number = Date.now()): string {
  const at = new Date(iso);
  const age = now - at.getTime();
  if (age < 45_000) return "just now";
  if (age < 3_600_000) return `${Math.round(age / 60_000)} min ago`;
  const clock = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  if (new Date(now).toDateString() === at.toDateString()) return `today ${clock}`;
  if (age < 6 * 86_400_000) return `${at.toLocaleDateString("en-GB", { weekday: "short" })} ${clock}`;
  const year = at.getFullYear() === new Date(now).getFullYear() ? undefined : "numeric";
  return at.toLocaleDateString("en-GB", { day: "numeric", month: "short", year });
}

/** A list as it is spoken: "a, b and c". */
export const list = (parts: string[]): string =>
  parts.length < 2 ? parts.join("") : `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;

/** A key as people read it, a stage's or a field's: "second_review" becomes "Second review". */
export function titled(key: string): string {
  const words = key.replaceAll(/[_-]/g, " ").trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A key for machines from a name for people: "Car photos" becomes "car-photos". */
export const slugOf = (name: string): string =>
  name
    .normalize("NFKD")
    .replace(/[^\w\s-]/g, "")
    .trim()
    .toLowerCase()
    .replace(/[\s_]+/g, "-")
    .replace(/-+/g, "-")
    .replace(/^-|-$/g, "");
