import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

const here = (path) => new URL(path, import.meta.url).pathname;

test("the JSDoc types of the verifier hold", () => {
  try {
    execFileSync(here("node_modules/.bin/tsc"), ["--project", here("tsconfig.json")], { encoding: "utf8" });
  } catch (error) {
    assert.fail(error.stdout || error.message);
  }
});
