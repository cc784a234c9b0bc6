// Figures in thousands or millions, asked once for the whole report (reports/form/units.py has the same limits).
import { LARGEST, read, rupiah, written } from "./reading.js";

const FACTORS = [[1_000, "thousand"], [1_000_000, "million"]];
const AT_LEAST = 3;
const SHARE = 0.8;
const SPREAD = 3;

// Whether typed figures are in thousands or millions, by those of before: the factor, its word, and what a yes changes.
// Null where they are not. Each of `found` has the `value` that was typed and the one of `before`, null for none.
export function suspicion(found) {
  const times = found.filter(({ before }) => before).map(({ value, before }) => before / value);
  if (times.length < AT_LEAST) return null;
  for (const [factor, name] of FACTORS) {
    const near = times.filter((time) => time >= factor / SPREAD && time <= factor * SPREAD).length;
    if (near < SHARE * times.length) continue;
    // A figure that is as large as it was stands in rupiah already.
    const small = found.filter(({ value, before }) => !before || Math.abs(before / value) >= factor / SPREAD ** 2);
    return small.every(({ value }) => Math.abs(value * factor) <= LARGEST) ? { factor, name, found: small } : null;
  }
  return null;
}

export function unit(form, book, changed) {
  let answered = false;
  let box = null;

  function typed() {
    return [...book.cells].flatMap(([key, cell]) => {
      const value = cell.classList.contains("is-asked") && book.isMoney(key) ? book.typed(key) : null;
      const before = read(cell.dataset.before ?? "", "any").value;
      return value && value !== before ? [{ key, cell, value, before }] : [];
    });
  }
  const suspected = () => suspicion(typed());
  // Every figure that a yes changes.
  function list({ factor, found }) {
    box.querySelector("[data-changes]").replaceChildren(...found.map(({ cell, value }) => {
      const line = document.createElement("li");
      line.textContent = `${cell.closest("[data-line]").dataset.name}: ${written(value)} → ${rupiah(value * factor)}`;
      return line;
    }));
  }
  function close() {
    box?.remove();
    box = null;
  }

  // Said once, here and to the portal.
  function answer() {
    if (answered) return;
    answered = true;
    const said = document.createElement("input");
    Object.assign(said, { type: "hidden", name: "unit_confirmed", value: "1" });
    form.append(said);
  }

  return {
    answer: (known) => { if (known) answer(); },
    isAnswered: () => answered,
    // Asked when a field is left, not in the middle of a figure.
    look() {
      const found = answered ? null : suspected();
      if (!found) return close();
      if (box) return list(found);
      box = document.querySelector("template[data-unit-box]").content.firstElementChild.cloneNode(true);
      const question = box.querySelector("[data-question]");
      question.textContent = question.dataset[found.name];
      list(found);
      box.querySelector("[data-yes]").addEventListener("click", () => {
        const now = suspected();
        for (const { cell, value } of now?.found ?? []) cell.querySelector("input.amount").value = written(value * now.factor);
        close();
        changed();
      });
      box.querySelector("[data-no]").addEventListener("click", () => {
        answer();
        close();
        changed();
      });
      form.before(box);
      box.scrollIntoView({ block: "center" });
      box.focus({ preventScroll: true });
      return undefined;
    },
  };
}
