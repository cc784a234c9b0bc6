// Sums and figures that follow, while somebody types: from every part of the report.
import { read, rupiah, written } from "./reading.js";

export function book(form) {
  const cells = new Map([...form.querySelectorAll("[data-cell]")].map((cell) => [cell.dataset.cell, cell]));
  const sums = new Map([...form.querySelectorAll("output[data-key]")].map((sum) => [sum.dataset.key, sum]));
  const field = (key) => cells.get(key)?.querySelector("input.amount");
  const isCount = (key) => field(key)?.dataset.kind === "count" || (sums.get(key)?.dataset.terms ?? "").split(" ").some((term) => term && isCount(term.slice(1)));
  const counts = new Set([...cells.keys(), ...sums.keys()].filter(isCount));
  const surplus = [...cells.keys()].filter((key) => key.endsWith(":quarter"));
  let known = new Map();

  function combine(terms) {
    let total = null;
    for (const term of terms.split(" ").filter(Boolean)) {
      const part = value(term.slice(1));
      if (part !== null) total = (total ?? 0) + (term[0] === "-" ? -part : part);
    }
    return total;
  }
  function followed({ dataset: { follows, constant, starts } }) {
    const total = combine(follows);
    if (total !== null) return total + Number(constant);
    const begun = starts === "alone" || (starts === "beside" && surplus.some((key) => typed(key) !== null));
    return begun ? Number(constant) : null;
  }
  function typed(key) {
    const input = field(key);
    return input ? (read(input.value, input.dataset.kind).value ?? null) : null;
  }
  function value(key) {
    if (known.has(key)) return known.get(key);
    known.set(key, null);
    const cell = cells.get(key);
    let found = null;
    if (cell) {
      found = typed(key);
      if (found === null && !cell.classList.contains("is-asked") && cell.dataset.follows !== undefined) found = followed(cell);
    } else if (sums.has(key)) found = combine(sums.get(key).dataset.terms);
    known.set(key, found);
    return found;
  }
  const text = (key, amount) => (amount === null ? "–" : counts.has(key) ? written(amount) : rupiah(amount));

  return {
    cells, field, value, typed, text,
    isMoney: (key) => !counts.has(key),
    refresh() {
      known = new Map();
      for (const [key, sum] of sums) sum.textContent = text(key, value(key));
      for (const [key, cell] of cells) {
        if (!cell.classList.contains("is-asked")) cell.querySelector("[data-computed]").textContent = text(key, value(key));
      }
    },
  };
}
