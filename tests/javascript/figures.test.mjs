import assert from "node:assert/strict";
import { test } from "node:test";
import { cases, load } from "./modules.mjs";

const { read, rupiah, written } = await load("figures/reading.js");
const { suspicion } = await load("figures/unit.js");
const { book } = await load("figures/sums.js");
const { withDots } = await load("figures/dots.js");

for (const { typed, kind, ...found } of cases("figures")) {
  test(`${JSON.stringify(typed)} as ${kind || "money"}`, () => assert.deepEqual(read(typed, kind), found));
}

for (const { value, dots, money } of cases("written")) {
  test(`${value} is written ${dots} and ${money}`, () => {
    assert.equal(written(value), dots);
    assert.equal(rupiah(value), money);
  });
}

for (const { name, typed, factor, changes } of cases("units")) {
  test(name, () => {
    const found = suspicion(typed.map(([value, before]) => ({ value, before })));
    assert.equal(found?.factor ?? null, factor);
    assert.deepEqual(found?.found.map(({ value }) => value * factor) ?? null, changes);
  });
}

// A cell of the form: a field to type into, or one that follows.
function cell(key, value, dataset = {}) {
  const input = { value, dataset: { kind: "any" } };
  return {
    dataset: { cell: key, ...dataset },
    classList: { contains: (name) => name === "is-asked" && dataset.follows === undefined },
    querySelector: (wanted) => (wanted === "input.amount" ? input : null),
  };
}

for (const { name, terms, constant, starts, figures, value } of cases("following")) {
  test(name, () => {
    const cells = Object.entries(figures).map(([key, amount]) => cell(key, amount === null ? "" : written(amount)));
    const follows = cell("X", "", { follows: terms, constant: String(constant), starts });
    const form = { querySelectorAll: (wanted) => (wanted === "[data-cell]" ? [...cells, follows] : []) };
    assert.equal(book(form).value("X"), value);
  });
}

// A field into which somebody types, letter by letter.
function typing(keys) {
  globalThis.document = { activeElement: null };
  const heard = [];
  const field = { value: "", selectionStart: null, addEventListener: (_name, listener) => heard.push(listener) };
  withDots(field);
  for (const data of keys) {
    field.value += data;
    for (const listener of heard) listener({ data, inputType: "insertText" });
  }
  return field.value;
}

const TYPED = [["1234567", "1.234.567"], ["0005", "5"], ["1.5", "1.5"], ["12a4567", "12a4567"], ["-1234", "-1.234"]];
for (const [keys, shown] of TYPED) {
  test(`whoever types ${keys} sees ${shown}`, () => assert.equal(typing(keys), shown));
}
