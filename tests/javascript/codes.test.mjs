import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, load } from "./modules.mjs";

const { codeIn } = await load("codes.js");

for (const { typed, code } of cases("codes")) {
  test(`the code in ${JSON.stringify(typed)}`, () => assert.equal(codeIn(typed), code));
}
