import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, load } from "./modules.mjs";

const { check, today } = await load("visit_fields.js");
const NAMES = ["on", "members_about", "met", "decision", "next_step", "next_due", "begun", "ended"];

// The form of a visit, and the fields that were told to be wrong.
function formOf(fields) {
  const wrong = new Set();
  const elements = Object.fromEntries(NAMES.map((name) => [name, {
    value: fields[name] ?? "",
    setCustomValidity: (text) => { if (text) wrong.add(name); },
    addEventListener: () => {},
  }]));
  return { elements, wrong, reportValidity: () => !wrong.size };
}
const TEXTS = Object.fromEntries(["Past", "Digits", "Met", "Due", "Step", "Order"].map((name) => [`needs${name}`, name]));

for (const { name, fields, wrong } of cases("visits")) {
  test(name, () => {
    const form = formOf({ on: today(), ...fields });
    assert.equal(check(form, TEXTS), !wrong.length);
    assert.deepEqual([...form.wrong].sort(), wrong);
  });
}

test("a day that has not come is told, by the clock of the office", () => {
  const form = formOf({ on: "9999-12-31" });
  assert.equal(check(form, TEXTS), false);
  assert.deepEqual([...form.wrong], ["on"]);
});
