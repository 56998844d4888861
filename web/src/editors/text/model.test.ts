import { describe, expect, it } from "vitest";
import { left, readText } from "./model";

describe("text", () => {
  it("counts code points, so that an emoji is one character", () => {
    expect(readText({ type: "text", max_length: 2 }, "a👍b")).toBe("a👍");
    expect(left({ type: "text", max_length: 5 }, "👍")).toBe(4);
  });
  it("takes spaces alone as no answer", () => {
    expect(readText({ type: "text" }, "  ")).toBeUndefined();
    expect(left({ type: "text" }, "x")).toBeNull();
  });
});
