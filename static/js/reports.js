// The form of figures: sums while typing, saving by itself, nothing lost when the connection is away.
(() => {
  "use strict";
  const form = document.querySelector("form[data-autosave]");
  // A reviewer's comment that is not kept yet would be lost with the decision.
  document.querySelector("form[data-decide]")?.addEventListener("submit", (event) => {
    const open = [...document.querySelectorAll(".line-comment textarea")].filter((box) => box.value.trim());
    if (!open.length) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    open[0].closest("details").open = true;
    open[0].focus();
  }, true);
  if (!form) return;
  // A link to a line puts the cursor into it.
  // After the load: the browser's own jump to the line would take the cursor away again.
  window.addEventListener("load", () => setTimeout(() => {
    if (location.hash.startsWith("#line-")) document.getElementById(location.hash.slice(1))?.querySelector("input.amount")?.focus({ preventScroll: true });
  }));
  // The chip of this part is moved into sight sideways only; the page keeps its place.
  const step = document.querySelector(".part-nav [aria-current]");
  if (step) step.parentElement.scrollLeft = step.offsetLeft - step.parentElement.clientWidth / 2;
  const state = document.querySelector("[data-autosave-state]");
  const revision = form.querySelector("[name=revision]");
  const shelf = `draft:${location.pathname}`;
  const pause = 1500;
  let timer = 0;
  let busy = false;
  let again = false;

  const dots = new Intl.NumberFormat("id-ID");
  const say = (name) => { if (state) state.textContent = form.dataset[name] ?? ""; };

  // The same reading as on the server, or nothing: the server has the last word.
  function amount(text) {
    let plain = text.trim().toLowerCase().replace(/^rp\.?\s*/, "");
    const negative = /^\(.*\)$/.test(plain) || plain.startsWith("-");
    plain = plain.replace(/[()]/g, "").replace(/^-/, "").replace(/\s/g, "");
    if (!/^\d{1,3}(\.\d{3})*$|^\d+$/.test(plain)) return null;
    const value = Number(plain.replaceAll(".", ""));
    return negative ? -value : value;
  }

  const cells = new Map([...form.querySelectorAll("[data-key]")].map((cell) => [cell.dataset.key, cell]));
  const shown = new Map([...cells].filter(([, cell]) => cell.dataset.terms).map(([key, cell]) => [key, cell.textContent]));

  function value(key, seen) {
    const cell = cells.get(key);
    if (!cell || seen.has(key)) return null;
    if (cell.dataset.terms === undefined) return amount(cell.value);
    seen.add(key);
    let total = null;
    for (const term of cell.dataset.terms.split(" ")) {
      const part = value(term.slice(1), seen);
      if (part !== null) total = (total ?? 0) + (term[0] === "-" ? -part : part);
    }
    seen.delete(key);
    return total;
  }

  function sum() {
    for (const [key, cell] of cells) {
      // A sum with parts on another page is left to the server.
      if (!cell.dataset.terms || cell.dataset.terms.split(" ").some((term) => !cells.has(term.slice(1)))) continue;
      const total = value(key, new Set());
      cell.textContent = total === null ? "–" : `${total < 0 ? "-" : ""}Rp ${dots.format(Math.abs(total))}`;
      if (total !== null && !shown.get(key)?.includes("Rp") && /^\d/.test(shown.get(key) ?? "")) cell.textContent = dots.format(total);
    }
  }

  const typed = () => Object.fromEntries([...cells].filter(([, cell]) => cell.matches("input")).map(([key, cell]) => [key, cell.value]));
  function keep() {
    try { localStorage.setItem(shelf, JSON.stringify({ revision: revision.value, typed: typed() })); } catch { /* no room: the server has it */ }
  }
  function forget() {
    try { localStorage.removeItem(shelf); } catch { /* nothing was kept */ }
  }

  async function save() {
    if (busy) { again = true; return; }
    busy = true;
    say("saving");
    try {
      const answer = await fetch(location.href, {
        method: "POST",
        body: new FormData(form),
        headers: { "X-Autosave": "1" },
        credentials: "same-origin",
        redirect: "manual",
      });
      if (answer.ok) {
        const data = await answer.json();
        revision.value = data.revision;
        for (const [key, text] of Object.entries(data.totals)) {
          const cell = cells.get(key);
          if (cell?.dataset.terms) cell.textContent = text;
        }
        forget();
        say("saved");
      } else if (answer.status === 422) say("problem");
      else if (answer.status === 409) say("conflict");
      else say("offline");
    } catch {
      say("offline");
    }
    busy = false;
    if (waiting) {
      const button = waiting;
      waiting = null;
      form.requestSubmit(button);
    } else if (again) { again = false; save(); }
  }

  form.addEventListener("input", () => {
    keep();
    sum();
    clearTimeout(timer);
    timer = setTimeout(save, pause);
  });
  // A save that is under way is waited for: it would look like somebody else's.
  let waiting = null;
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    again = false;
    if (!busy) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    waiting = event.submitter;
  }, true);
  window.addEventListener("online", () => { if (localStorage.getItem(shelf)) save(); });

  // What was typed while the connection was away comes back, unless the draft has gone on since.
  try {
    const kept = JSON.parse(localStorage.getItem(shelf) ?? "null");
    if (kept && kept.revision === revision.value) {
      for (const [key, text] of Object.entries(kept.typed)) {
        const cell = cells.get(key);
        if (cell && cell.value !== text) cell.value = text;
      }
      sum();
      save();
    } else if (kept) forget();
  } catch { forget(); }
})();
