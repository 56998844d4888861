/** Times as the foot writes them. */

/** "15:42:08" */
export const clock = (ms: number) => new Date(ms).toLocaleTimeString("en-GB");

/** "15:42" */
export const clockShort = (ms: number) => clock(ms).slice(0, 5);

/** "2:14": minutes and seconds of one task. */
export function each(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** "1 h 32 m", "48 min" */
export function span(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} m`;
}
