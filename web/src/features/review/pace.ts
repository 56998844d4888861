/** From the fifth accept in a row under a second the button fills over a second before it takes the key. */
export const FAST_MS = 1_000;
export function paceAfter(streak: number, lookedMs: number): number {
  return lookedMs < FAST_MS ? streak + 1 : 0;
}
export const mustWait = (streak: number): boolean => streak >= 4;
