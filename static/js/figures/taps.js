// What one tap does: the same figure as before, a minus, which column the books give.
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
  form.addEventListener("input", ({ target }) => {
    const cell = target.closest?.("[data-cell]");
    if (!cell || !target.matches("input.amount")) return;
    cell.querySelector("[data-same]")?.classList.toggle("is-taken", target.value === cell.dataset.before);
    if (cell.classList.contains("is-asked")) return;
    if (target.value.trim()) cell.querySelector("[data-own]").disabled = false;
    cell.classList.toggle("is-own", Boolean(target.value.trim()));
  });

  function turn(column) {
    for (const cell of form.querySelectorAll("[data-part=surplus] [data-cell]")) {
      const isAsked = cell.dataset.column === column;
      const other = [...cell.parentElement.querySelectorAll("[data-cell]")].find((one) => one !== cell);
      const [from, to] = [other?.querySelector("input.amount"), cell.querySelector("input.amount")];
      cell.classList.toggle("is-asked", isAsked);
      cell.querySelector("details").open = isAsked;
      // What was typed before the choice stands in the column that the books give.
      if (isAsked && from && !to.value.trim() && other.dataset.follows !== undefined) {
        to.value = from.value;
        from.value = "";
      }
      if (isAsked) cell.parentElement.insertBefore(cell, other && cell.compareDocumentPosition(other) & 2 ? other : null);
    }
    changed();
  }
  for (const choice of form.querySelectorAll("[name=books]")) choice.addEventListener("change", () => turn(choice.value));

  return {
    // How many empty lines of each part could be as before.
    refresh() {
      for (const button of form.querySelectorAll("[data-rest]")) {
        const n = emptyIn(button.closest("[data-part]")).length;
        button.hidden = n === 0;
        button.querySelector("[data-text]").textContent = button.dataset.words.replace("{n}", n);
      }
    },
  };
}
