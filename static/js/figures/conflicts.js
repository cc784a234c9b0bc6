// Two have typed into one field: both figures, and a button for each. Nothing is saved there until one is chosen.
export function conflicts(field) {
  // The box of each figure, until one of the two is chosen.
  const boxes = new Map();

  function ask(key, text, stored) {
    const input = field(key);
    if (!input || input.value === stored) return;
    boxes.get(key)?.remove();
    const box = document.querySelector("template[data-conflict-box]").content.firstElementChild.cloneNode(true);
    box.querySelector("[data-text]").textContent = text;
    box.querySelector("[data-mine] b").textContent = input.value || "–";
    box.querySelector("[data-theirs] b").textContent = stored || "–";
    const choose = (value) => {
      input.value = value;
      boxes.delete(key);
      box.remove();
      input.classList.remove("is-invalid");
      input.focus();
      input.dispatchEvent(new Event("input", { bubbles: true }));
    };
    box.querySelector("[data-mine]").addEventListener("click", () => choose(input.value));
    box.querySelector("[data-theirs]").addEventListener("click", () => choose(stored));
    input.classList.add("is-invalid");
    input.closest("[data-cell]").append(box);
    boxes.set(key, box);
  }

  return { ask, boxes, first: () => [...boxes.values()][0]?.querySelector("button") };
}
