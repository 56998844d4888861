import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import openapiTS, { astToString, COMMENT_HEADER } from "openapi-typescript";
import { expect, test } from "vitest";

const contract = join(import.meta.dirname, "../../docs/reference/openapi.json");

// An sdist carries the web app's sources without the docs: nothing to compare with there.
test.skipIf(!existsSync(contract))(
  "the types are those of the contract: `npm run api` writes them",
  async () => {
    const made = COMMENT_HEADER + astToString(await openapiTS(readFileSync(contract, "utf8")));
    expect(readFileSync(join(import.meta.dirname, "../src/api/schema.ts"), "utf8")).toBe(made);
  },
  30_000,
);
