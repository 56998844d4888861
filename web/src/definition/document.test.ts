import { expect, test } from "vitest";
import { change, draftGuideline, fieldsOf, free, keyFrom, namesIn, parse, partsOf, rename } from "./document";

const text = `project: cars # the short name
source: {parts: {image: image}}
schema:
  vehicles: {type: box, part: image, classes: [{id: car, name: Car}, {id: truck, name: Truck}]}
  weather: {type: choice, part: image, classes: [{id: dry, name: Dry}]}
`;

test("a change touches its own line and keeps the comment", () => {
  const after = change(text, ["schema", "weather", "required"], true);
  expect(after).toContain("project: cars # the short name");
  expect(fieldsOf(parse(after).value)[1]?.required).toBe(true);
});

test("a renamed field stays where it stood", () => {
  const after = rename(text, ["schema"], "vehicles", "cars");
  expect(fieldsOf(parse(after).value).map(({ key }) => key)).toEqual(["cars", "weather"]);
});

test("a field is never renamed over another", () => {
  expect(fieldsOf(parse(rename(text, ["schema"], "vehicles", "weather")).value).map(({ key }) => key)).toEqual([
    "vehicles",
    "weather",
  ]);
});

test("a class is added behind the last one", () => {
  const after = change(text, ["schema", "vehicles", "classes", 2], { id: "bus", name: "Bus" });
  expect(fieldsOf(parse(after).value)[0]?.classes?.map(({ id }) => id)).toEqual(["car", "truck", "bus"]);
});

test("a pasted list gives one class a line", () => {
  expect(namesIn("- car\n- food truck\n\n")).toEqual(["car", "food truck"]);
  expect(namesIn("car, bus")).toEqual(["car", "bus"]);
});

test("keys are plain words and never taken twice", () => {
  expect(keyFrom("Zeit des Tages é 2")).toBe("zeit_des_tages_e_2");
  expect(free("choice", ["choice", "choice_2"])).toBe("choice_3");
});

test("a broken document says what is wrong with it", () => {
  expect(parse("schema: {a: [}").error).not.toBeNull();
});

test("parts know their media", () => {
  expect(partsOf(parse(text).value)).toEqual([{ name: "image", media: "image" }]);
});

test("the drafted guideline names every class", () => {
  expect(draftGuideline("Cars", fieldsOf(parse(text).value))).toContain("- **Truck**");
});
