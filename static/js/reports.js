// Small helps of the pages of reports; the form of figures has a script of its own (figures.js).
(() => {
  "use strict";
  // A reviewer's comment that is not kept yet would be lost with the decision.
  document.querySelector("form[data-decide]")?.addEventListener("submit", (event) => {
    const open = [...document.querySelectorAll(".line-comment textarea")].filter((box) => box.value.trim());
    if (!open.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open[0].closest("details").open = true;
    open[0].focus();
  }, true);
})();
