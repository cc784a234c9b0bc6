// What was typed into a form and could not be saved, since the session or the connection had ended, stands in it again.
// It is kept for this tab alone, until it is saved, thrown away, or its user signs out.
(() => {
  "use strict";
  const user = document.body.dataset.user;
  const shelf = (form) => `typed:${user}:${location.pathname}:${form.getAttribute("action") ?? ""}`;
  const left = new Set(["csrfmiddlewaretoken", "once"]);
  const read = (key) => {
    try { return JSON.parse(sessionStorage.getItem(key) ?? "null"); } catch { return null; }
  };
  const write = (key, kept) => {
    try { sessionStorage.setItem(key, JSON.stringify(kept)); } catch { /* no room: it is lost as it always was */ }
  };

  document.querySelector("form[data-sign-out]")?.addEventListener("submit", () => {
    try { sessionStorage.clear(); } catch { /* nothing was kept */ }
  });
  // What was sent and answered by a redirect is saved, but for the one that leads to signing in. Without a redirect it
  // is saved no more than before: the page holds the form with its errors, or it is the page of an error.
  const journey = performance.getEntriesByType("navigation")[0];
  for (const key of Object.keys(sessionStorage).filter((name) => name.startsWith("typed:"))) {
    const kept = read(key);
    if (!kept?.sent) continue;
    if (user && journey?.redirectCount) sessionStorage.removeItem(key);
    else if (!user) write(key, { ...kept, sent: false });
  }
  if (!user) return;
  // Somebody else goes on in this tab after a session that has ended: nothing of another user stays in it.
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("typed:") && !key.startsWith(`typed:${user}:`)) sessionStorage.removeItem(key);
  }

  for (const form of document.querySelectorAll("form[data-guard]")) {
    const key = shelf(form);
    const values = () => [...new FormData(form)].filter(([name, value]) => !left.has(name) && typeof value === "string");
    const keep = (sent) => write(key, { values: values(), sent });
    const kept = read(key);
    if (kept?.sent && journey?.type !== "back_forward") sessionStorage.removeItem(key);
    else if (kept && JSON.stringify(kept.values) !== JSON.stringify(values())) restore(form, key, kept.values);
    form.addEventListener("input", () => keep(false));
    form.addEventListener("submit", () => { if (read(key)) keep(true); });
  }

  function restore(form, key, values) {
    const given = new Map();
    for (const [name, value] of values) given.set(name, [...(given.get(name) ?? []), value]);
    for (const control of form.elements) {
      if (!control.name || left.has(control.name) || ["file", "password", "submit", "button"].includes(control.type)) continue;
      const found = given.get(control.name) ?? [];
      if (["checkbox", "radio"].includes(control.type)) control.checked = found.includes(control.value);
      else if (control.type === "select-multiple") for (const option of control.options) option.selected = found.includes(option.value);
      else if (found.length) control.value = found.shift();
    }
    const fold = form.closest("details");
    if (fold) fold.open = true;
    const note = document.querySelector("template[data-typed-again]").content.firstElementChild.cloneNode(true);
    note.querySelector("button").addEventListener("click", () => {
      sessionStorage.removeItem(key);
      location.reload();
    });
    form.before(note);
  }
})();
