/**
 * Active time by the published rule: the time between one input event and the next in the visible tab; a gap of more
 * than 60 seconds is not counted. What is shown counts as the first event; waiting for media does not.
 */
export const GAP_MS = 60_000;

export interface Activity {
  activeMs: number;
  /** The last input event, ms; null while the tab is hidden or the item is not on screen yet. */
  last: number | null;
}

export const NO_ACTIVITY: Activity = { activeMs: 0, last: null };

/** An input event at `now`. */
export function touched(activity: Activity, now: number): Activity {
  const gap = activity.last === null ? 0 : now - activity.last;
  return { activeMs: activity.activeMs + (gap > 0 && gap <= GAP_MS ? gap : 0), last: now };
}

/** The tab is hidden or the item leaves the screen: the time until now counts if the gap allows, then the clock stands. */
export function paused(activity: Activity, now: number): Activity {
  return activity.last === null ? activity : { ...touched(activity, now), last: null };
}
