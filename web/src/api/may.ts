/** Which rooms have something for a role; the server decides, this only leaves doors away that would stay shut. */
import type { Role } from "./session";

const seeing: Role[] = ["admin", "manager", "ml_engineer", "auditor"];
const leading: Role[] = ["admin", "manager"];
const judging: Role[] = ["reviewer", "expert"];

const table = {
  "project.create": [...leading, "ml_engineer"],
  "project.manage": leading,
  "progress.see": [...seeing, ...judging, "vendor_lead"],
  "definition.see": seeing,
  "guideline.edit": [...leading, "expert"],
  "data.see": [...seeing, ...judging],
  "data.add": [...leading, "ml_engineer"],
  "release.see": seeing,
  "release.make": [...leading, "ml_engineer"],
  "people.see": [...leading, "auditor", "vendor_lead"],
  "people.manage": [...leading, "vendor_lead"],
  "work.do": [...judging, "annotator", "vendor_lead"],
} satisfies Record<string, Role[]>;

export type Verb = keyof typeof table;

/** What a room of a project needs, by its part of the address; the guideline is for everybody. */
const doors: Record<string, Verb> = {
  "": "progress.see",
  data: "data.see",
  pipeline: "definition.see",
  people: "people.see",
  releases: "release.see",
  setup: "definition.see",
  pilot: "progress.see",
};

/** Whether one of these roles may do it. */
export const may = (roles: readonly Role[] | undefined, verb: Verb): boolean =>
  roles?.some((role) => (table[verb] as readonly Role[]).includes(role)) ?? false;

/** Whether a room of a project, by its part of the address, is open to one of these roles. */
export const mayEnter = (roles: readonly Role[] | undefined, room: string): boolean => {
  const verb = doors[room];
  return verb === undefined || may(roles, verb);
};
