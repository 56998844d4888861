import type { Place } from "./document";

/** A number of the pipeline that the form can turn. `value` times `scale` is what the document holds. */
export interface Knob {
  place: Place;
  /** The key of its stage, and what people call it. */
  key: string;
  stage: string;
  label: string;
  unit: string;
  value: number;
  least: number;
  most: number;
  scale: number;
}

type Loose = Record<string, unknown>;
const map = (value: unknown): Loose => (typeof value === "object" && value !== null ? (value as Loose) : {});

/** The numbers in the stages of a document, in flow order. */
export function knobs(value: Loose): Knob[] {
  const found: Knob[] = [];
  for (const [key, stage] of Object.entries(map(value.stages))) {
    const at: Place = ["stages", key];
    const name = String(map(stage).name ?? key.replaceAll("_", " "));
    const add = (place: Place, label: string, unit: string, held: unknown, range: [number, number], scale = 1) => {
      if (typeof held !== "number") return;
      const shown = Math.round((held / scale) * 100) / 100;
      found.push({
        place: [...at, ...place],
        key,
        stage: name,
        label,
        unit,
        value: shown,
        least: range[0],
        most: range[1],
        scale,
      });
    };
    const {
      take,
      overlap,
      then,
      return: back,
    } = map(stage) as { take?: unknown; overlap?: unknown; then?: unknown; return?: unknown };
    add(["take", "first"], "takes the first", "items", map(take).first, [1, 1_000_000]);
    add(["overlap"], "answers wanted of each item", "people", overlap, [1, 20]);
    add(["overlap", "each"], "answers wanted of each item", "people", map(overlap).each, [1, 20]);
    if (Array.isArray(then)) {
      then.forEach((route: unknown, n) => {
        const sample = map(map(route).sample);
        const to = String(map(route).to ?? "");
        add(["then", n, "sample", "rate"], `share that goes to ${to}`, "%", sample.rate, [0, 100], 0.01);
        add(["then", n, "sample", "min"], `to ${to} of each person at least`, "items", sample.min, [0, 10_000]);
      });
    }
    add(["return", "rounds"], "returns at most", "rounds", map(back).rounds, [1, 20]);
  }
  return found;
}

/** What the document holds for a number as it is shown: 57 % is 0.57. */
export const written = ({ scale }: Pick<Knob, "scale">, value: number): number => Number((value * scale).toFixed(6));
