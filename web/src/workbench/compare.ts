/** What differs between answers, one by one, and what becomes of the label when one of them is taken. */
import { iou, sizeText } from "../editors/box/geometry";
import { freshId } from "../editors/box/model";
import {
  type Answer,
  type Attribute,
  type BoxField,
  type BoxObject,
  type Field,
  type Fields,
  fieldName,
} from "../editors/field";
import type { Lease } from "./work";

/** One answer that is looked at. `mine` is the reviewer's own. */
export interface Source {
  key: string;
  label: string;
  /** The class of its colour; colour is never the only sign, so `dashed` goes with it. */
  look: "who-a" | "who-m" | "who-r" | "who-c";
  dashed: boolean;
  answer: Answer;
}

/** The same object as each source has it; null where a source has none. */
export interface Difference {
  /** An `object` differs in nothing yet: one answer alone is looked at object by object. */
  kind: "difference" | "object";
  key: string;
  field: string;
  title: string;
  detail: string;
  objects: readonly (BoxObject | null)[];
  /** For fields answered as a whole: what each source says. */
  values: readonly string[];
}

const LETTERS = ["A", "B", "C", "D"];
const LOOKS = ["who-a", "who-m", "who-c", "who-m"] as const;

/** The answers that a lease puts side by side, the reviewer's own last. */
export function sources(lease: Lease, mine: Answer): Source[] {
  const answers = lease.review?.answers ?? [];
  const several = answers.length > 1;
  const given: Source[] = answers.map((one, at) => ({
    key: `${one.annotation}`,
    label: several ? `Answer ${LETTERS[at]}` : "Annotator",
    look: LOOKS[at] ?? "who-m",
    dashed: at > 0,
    answer: one.answer ?? {},
  }));
  if (!several && lease.previous?.answer) {
    given.push({
      key: "previous",
      label: "Before the return",
      look: "who-m",
      dashed: true,
      answer: lease.previous.answer,
    });
  }
  return [...given, { key: "mine", label: "Yours", look: "who-r", dashed: false, answer: mine }];
}

const SAME = 0.95;
const ALIKE = 0.4;

function sameObject(a: BoxObject | null, b: BoxObject | null): boolean {
  if (!a || !b) return a === b;
  const attributes = new Set([...Object.keys(a.attributes), ...Object.keys(b.attributes)]);
  return (
    a.class === b.class &&
    iou(a.box, b.box) >= SAME &&
    [...attributes].every((name) => (a.attributes[name] ?? false) === (b.attributes[name] ?? false))
  );
}

/** Objects of several lists that stand for the same thing: greedy by overlap, an object's id before its place. */
export function clusters(lists: readonly (readonly BoxObject[])[]): (BoxObject | null)[][] {
  const rows: (BoxObject | null)[][] = [];
  lists.forEach((list, source) => {
    for (const object of list) {
      let best: (BoxObject | null)[] | null = null;
      let most = ALIKE;
      for (const row of rows) {
        if (row[source]) continue;
        const overlap = Math.max(...row.map((other) => (other ? iou(other.box, object.box) : 0)));
        if (overlap > most) [best, most] = [row, overlap];
      }
      if (!best) {
        best = lists.map(() => null);
        rows.push(best);
      }
      best[source] = object;
    }
  });
  return rows;
}

/** Everything in which the compared answers differ, and how many objects agree. With one answer it is held against the reviewer's own. */
export function differences(fields: Fields, all: readonly Source[]): { open: Difference[]; agree: BoxObject[] } {
  const compared = all.length > 2 ? all.slice(0, -1) : all;
  const open: Difference[] = [];
  const agree: BoxObject[] = [];
  for (const [name, field] of Object.entries(fields)) {
    if (field.type !== "box") {
      const values = all.map((one) => spoken(field, one.answer[name]));
      const given = compared.map((one) => JSON.stringify(one.answer[name] ?? null));
      if (new Set(given).size > 1)
        open.push({
          kind: "difference",
          key: name,
          field: name,
          title: fieldName(name, field),
          detail: [...new Set(values.slice(0, compared.length))].join(" or "),
          objects: [],
          values,
        });
      continue;
    }
    for (const row of clusters(all.map((one) => (one.answer[name] ?? []) as readonly BoxObject[]))) {
      const inPlay = row.slice(0, compared.length);
      const first = inPlay[0] ?? null;
      if (inPlay.every((one) => sameObject(one, first))) {
        if (first) agree.push(first);
      } else open.push(described(field, name, row, compared));
    }
  }
  return { open, agree };
}

/** What there is to look at: the differences, or with one answer and none, its objects and other answers one by one. */
export function spots(fields: Fields, all: readonly Source[]): { list: Difference[]; agree: BoxObject[] } {
  const { open, agree } = differences(fields, all);
  const drawn = Object.entries(fields).find(([, field]) => field.type === "box");
  if (open.length > 0 || all.length > 2 || drawn?.[1].type !== "box") return { list: open, agree };
  const [name, field] = drawn;
  const objects = agree.map((object): Difference => {
    const called = field.classes.find((one) => one.id === object.class)?.name ?? object.class;
    const facts = Object.entries(object.attributes).map(([key, value]) => {
      const asked = field.attributes?.[key];
      return `${fieldName(key, asked ?? {}).toLowerCase()} ${asked ? spoken(asked, value) : value}`;
    });
    return {
      kind: "object",
      key: `object ${object.id}`,
      field: name,
      title: called,
      detail: [sizeText(object.box), ...facts].join(", "),
      objects: [object],
      values: [called],
    };
  });
  const others = Object.entries(fields).flatMap(([key, other]): Difference[] => {
    const value = all[0]?.answer[key];
    const said = spoken(other, value);
    return other.type === "box" || value === undefined
      ? []
      : [{ kind: "object", key, field: key, title: fieldName(key, other), detail: said, objects: [], values: [said] }];
  });
  return { list: [...objects, ...others], agree: [] };
}

/** An object of a difference, whoever has it. */
export const firstObject = (difference: Difference | undefined): BoxObject | null =>
  difference?.objects.find((one) => one !== null) ?? null;

function described(
  field: BoxField,
  name: string,
  row: readonly (BoxObject | null)[],
  compared: readonly Source[],
): Difference {
  const here = row.flatMap((one, at) => (one ? [{ one, at }] : []));
  const key = `${name} ${here[0]?.at}:${here[0]?.one.id}`;
  const inPlay = row.slice(0, compared.length);
  const present = inPlay.filter((one) => one !== null);
  const called = (id: string) => field.classes.find((one) => one.id === id)?.name ?? id;
  const classes = [...new Set(present.map((one) => called(one.class)))];
  const sizes = present.map((one) => sizeText(one.box)).join(" and ");
  const overlap = present[0] && present[1] ? `, IoU ${iou(present[0].box, present[1].box).toFixed(2)}` : "";
  const base = {
    kind: "difference" as const,
    key,
    field: name,
    objects: row,
    values: row.map((one) => (one ? called(one.class) : "none")),
  };
  if (present.length < inPlay.length) {
    const who = compared
      .filter((_, at) => inPlay[at])
      .map((one) => one.label.replace(/^./, (letter) => letter.toLowerCase()));
    return { ...base, title: `Only ${who.join(" and ")}: ${classes.join(" or ")}`, detail: sizes };
  }
  if (classes.length > 1) return { ...base, title: `Class: ${classes.join(" or ")}`, detail: `${sizes}${overlap}` };
  const [a, b] = [present[0], present.find((one) => one !== present[0] && !sameObject(one, present[0] ?? null))];
  const attribute =
    a &&
    b &&
    Object.keys({ ...a.attributes, ...b.attributes }).find(
      (one) => (a.attributes[one] ?? false) !== (b.attributes[one] ?? false),
    );
  if (a && b && attribute && iou(a.box, b.box) >= SAME) {
    return {
      ...base,
      title: `${fieldName(attribute, field.attributes?.[attribute] ?? {})}: ${classes[0]}`,
      detail: `${a.attributes[attribute] ?? "no answer"} and ${b.attributes[attribute] ?? "no answer"}`,
    };
  }
  return { ...base, title: `Box differs: ${classes[0]}`, detail: `${sizes}${overlap}` };
}

/** The reviewer's answer with one difference settled as a source has it. */
export function taken(mine: Answer, all: readonly Source[], difference: Difference, source: number): Answer {
  const { field, objects } = difference;
  if (objects.length === 0) {
    const value = all[source]?.answer[field];
    const { [field]: _, ...rest } = mine;
    return value === undefined ? rest : { ...rest, [field]: value };
  }
  const list = (mine[field] ?? []) as readonly BoxObject[];
  const own = objects.at(-1) ?? null;
  const wanted = objects[source] ?? null;
  const present = own && list.some((one) => one.id === own.id);
  if (!wanted) return { ...mine, [field]: list.filter((one) => one.id !== own?.id) };
  if (present) return { ...mine, [field]: list.map((one) => (one.id === own?.id ? { ...wanted, id: one.id } : one)) };
  const free = list.every((one) => one.id !== wanted.id);
  return { ...mine, [field]: [...list, { ...wanted, id: free ? wanted.id : freshId(list) }] };
}

/** The annotation that the reviewer's answer equals in everything, or null. */
export function equalTo(all: readonly Source[]): string | null {
  const mine = all.at(-1);
  const found = all.find(
    (one) => one.key !== "mine" && one.key !== "previous" && canonical(one.answer) === canonical(mine?.answer ?? {}),
  );
  return found?.key ?? null;
}

function canonical(answer: Answer): string {
  const plain = Object.entries(answer).map(([name, value]) => [
    name,
    Array.isArray(value) ? [...value].map((one) => (typeof one === "string" ? one : ordered(one as BoxObject))) : value,
  ]);
  return JSON.stringify(plain.sort());
}
const ordered = ({ class: name, box, attributes }: BoxObject) => [name, box, Object.entries(attributes).sort()];

/** An answer to one field as people say it. */
export function spoken(field: Field | Attribute, value: Answer[string] | undefined): string {
  if (value === undefined) return "no answer";
  if (field.type === "choice") return field.classes.find((one) => one.id === value)?.name ?? String(value);
  if (field.type === "multi_choice")
    return (value as readonly string[]).map((id) => field.classes.find((one) => one.id === id)?.name ?? id).join(" + ");
  if (field.type === "rating") return field.levels.find((one) => one.value === value)?.name ?? String(value);
  if (field.type === "boolean") return value ? "yes" : "no";
  return String(value);
}
