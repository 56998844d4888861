import { describe, expect, it } from "vitest";
import { mayEnter } from "./may";

const rooms = ["", "data", "pipeline", "guideline", "people", "releases", "setup", "pilot"];
const open = (role: Parameters<typeof mayEnter>[0]) => rooms.filter((room) => mayEnter(role, room));

describe("the rooms of a project", () => {
  it("are open to a manager, and only the guideline to an annotator", () => {
    expect(open(["manager"])).toEqual(rooms);
    expect(open(["annotator"])).toEqual(["guideline"]);
  });
  it("are open by any of the roles that somebody has", () => {
    expect(open(["annotator", "reviewer"])).toEqual(["", "data", "guideline", "pilot"]);
  });
});
