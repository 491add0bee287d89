import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

const here = (path) => new URL(path, import.meta.url).pathname;

for (const [what, project] of [["verifier", "tsconfig.json"], ["scanner", "../scan/tsconfig.json"]]) {
  test(`the JSDoc types of the ${what} hold`, () => {
    try {
      execFileSync(here("node_modules/.bin/tsc"), ["--project", here(project)], { encoding: "utf8" });
    } catch (error) {
      assert.fail(error.stdout || error.message);
    }
  });
}
