// What cannot be read is said at its field, as soon as it is left, and by the server after a save.
import { read } from "./reading.js";

export function flags(form, book, words, isAsked) {
  const note = (input) => input.closest("[data-cell]").querySelector("[data-flag]");

  function show(input, text) {
    const old = note(input);
    input.classList.toggle("is-invalid", Boolean(text) || isAsked(input.dataset.key));
    if (!text) {
      old?.remove();
      input.removeAttribute("aria-invalid");
      return;
    }
    const place = old ?? document.createElement("p");
    place.className = "invalid-feedback d-block mb-0";
    place.dataset.flag = "";
    place.id = `flag-${input.dataset.key}`;
    place.textContent = text;
    input.setAttribute("aria-invalid", "true");
    input.setAttribute("aria-describedby", place.id);
    if (!old) input.closest("[data-cell]").append(place);
  }
  const look = (input) => {
    const { error } = read(input.value, input.dataset.kind);
    show(input, error ? words[error] : "");
    return Boolean(error);
  };

  form.addEventListener("focusout", ({ target }) => { if (target.matches?.("input.amount")) look(target); });
  form.addEventListener("input", ({ target }) => {
    // What the page came with is mended by typing, like what was flagged here.
    if (!target.matches?.("input.amount")) return;
    for (const old of target.closest("[data-cell]").querySelectorAll(":scope > .invalid-feedback:not([data-flag])")) old.remove();
    if (note(target)) look(target);
  });

  return {
    look,
    // The errors of a save, by key.
    take(errors) {
      for (const [key] of book.cells) {
        const input = book.field(key);
        if (input.disabled && !(key in errors)) continue;
        show(input, errors[key] ?? words[read(input.value, input.dataset.kind).error] ?? "");
      }
      if (!Object.keys(errors).length) for (const old of document.querySelectorAll(".error-summary")) old.remove();
    },
  };
}
