// What one tap does: the same figure as before, a minus, which column the books give.
import { written } from "./reading.js";

export function taps(form, book, changed) {
  const asked = (cell) => cell.classList.contains("is-asked") || cell.classList.contains("is-own");
  const put = (cell, text) => {
    const input = cell.querySelector("input.amount");
    input.value = text;
    cell.querySelector("[data-same]")?.classList.toggle("is-taken", text === cell.dataset.before);
  };

  // Fields of lines that are shown, empty, with an earlier figure. Lines behind "other lines" are not among them.
  const emptyIn = (within) => [...within.querySelectorAll("[data-cell]")].filter((cell) =>
    asked(cell) && cell.dataset.before && !cell.closest(".fig-others") && !cell.querySelector("input.amount").value.trim());

  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-same], [data-same-all], [data-rest], [data-minus]");
    if (!button) return;
    event.preventDefault();
    if (button.matches("[data-same]")) put(button.closest("[data-cell]"), button.dataset.same);
    else if (button.matches("[data-minus]")) {
      const input = button.parentElement.querySelector("input.amount");
      input.value = input.value.startsWith("-") ? input.value.slice(1) : `-${input.value}`;
      input.focus();
    } else {
      for (const cell of emptyIn(button.closest(button.matches("[data-rest]") ? "[data-part]" : ".fig-group"))) put(cell, cell.dataset.before);
    }
    changed();
  });
  for (const minus of form.querySelectorAll("[data-minus]")) minus.hidden = false;

  // A figure of one's own beside one that follows: from then on it is said when it is taken away again.
  function markOwn(cell) {
    if (cell.classList.contains("is-asked")) return;
    const isGiven = Boolean(cell.querySelector("input.amount").value.trim());
    if (isGiven) cell.querySelector("[data-own]").disabled = false;
    cell.classList.toggle("is-own", isGiven);
  }
  form.addEventListener("input", ({ target }) => {
    const cell = target.closest?.("[data-cell]");
    if (cell && target.matches("input.amount")) cell.querySelector("[data-same]")?.classList.toggle("is-taken", target.value === cell.dataset.before);
  });

  // The other column is asked for. What was typed before the first choice is what the books say; after it, both columns
  // stay what they are, and only which of them is typed changes.
  function turn(column) {
    const isFirst = !form.querySelector("[name=books_seen]").value;
    const turned = [...form.querySelectorAll("[data-part=surplus] [data-cell]")].filter((cell) =>
      cell.dataset.column === column && !cell.classList.contains("is-asked") && cell.dataset.follows !== undefined);
    const known = new Map(turned.map((cell) => [cell, book.value(cell.dataset.cell)]));
    for (const cell of turned) {
      const other = [...cell.parentElement.querySelectorAll("[data-cell]")].find((one) => one !== cell);
      const [from, to] = [other.querySelector("input.amount"), cell.querySelector("input.amount")];
      const own = other.querySelector("[data-own]");
      for (const [one, isAsked] of [[cell, true], [other, false]]) {
        one.classList.toggle("is-asked", isAsked);
        one.classList.remove("is-own");
        one.querySelector("details").open = isAsked;
      }
      cell.querySelector("[data-own]").disabled = false;
      if (isFirst) to.value = from.value;
      else to.value = known.get(cell) === null ? "" : written(known.get(cell));
      from.value = "";
      // Sent blank, it is taken away; left out, it stays and follows.
      own.disabled = !isFirst;
      cell.parentElement.insertBefore(cell, other);
    }
    changed();
  }
  for (const choice of form.querySelectorAll("[name=books]")) choice.addEventListener("change", () => turn(choice.value));

  return {
    // How many empty lines of each part could be as before.
    refresh() {
      for (const cell of book.cells.values()) if (cell.dataset.follows !== undefined) markOwn(cell);
      for (const button of form.querySelectorAll("[data-rest]")) {
        const n = emptyIn(button.closest("[data-part]")).length;
        button.hidden = n === 0;
        button.querySelector("[data-text]").textContent = button.dataset.words.replace("{n}", n);
      }
    },
  };
}
