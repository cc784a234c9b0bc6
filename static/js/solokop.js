// Small helps. Every page works without them.
(() => {
  const root = document.documentElement;

  for (const toggle of document.querySelectorAll("[data-theme-toggle]")) {
    toggle.hidden = false;
    toggle.addEventListener("click", () => {
      const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
      root.dataset.bsTheme = next;
      try {
        localStorage.setItem("theme", next);
      } catch {
        // Without storage the choice lasts for this page.
      }
    });
  }

  // A form is sent once: the server would answer a second click just the same, but people worry.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.dataset.confirm && !form.dataset.sent && !window.confirm(form.dataset.confirm)) {
      event.preventDefault();
      return;
    }
    // A file that comes down leaves the page as it is.
    if (!form.matches("form[data-once]") || event.submitter?.matches("[data-file]")) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    for (const button of form.querySelectorAll("button:not([type=button])")) {
      button.setAttribute("aria-busy", "true");
    }
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-sent]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[aria-busy]")) button.removeAttribute("aria-busy");
    }
  });

  // A message that opens in a window of its own is noted as sent here, and the next one comes.
  for (const link of document.querySelectorAll("[data-sends]")) {
    link.addEventListener("click", () => document.getElementById(link.dataset.sends)?.requestSubmit());
  }

  // What was typed is not lost by a wrong click.
  let typed = false;
  document.addEventListener("input", (event) => {
    if (event.target.closest("form[data-guard]")) typed = true;
  });
  document.addEventListener("submit", () => {
    typed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (typed) event.preventDefault();
  });

  // A link that goes on from a form takes along what was typed there: it saves the form, which leads to the same page.
  for (const link of document.querySelectorAll("[data-save-first]")) {
    link.addEventListener("click", (event) => {
      const form = document.getElementById(link.dataset.saveFirst);
      if (![...(form?.elements ?? [])].some((field) => "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue)) return;
      event.preventDefault();
      form.requestSubmit();
    });
  }

  // Ticks of the rows of a list, and how many there are; a part that is loaded anew counts anew.
  const boxes = (name) => document.querySelectorAll(`input[name="${name}"]`);
  const count = () => {
    for (const all of document.querySelectorAll("[data-choose-all]")) all.hidden = false;
    const all = document.querySelector('input[name="all"]:checked');
    for (const place of document.querySelectorAll("[data-count-of]")) {
      const n = [...boxes(place.dataset.countOf)].filter((box) => box.checked).length;
      place.textContent = n && !all ? place.dataset.text.replace("{n}", n) : "";
    }
  };
  document.addEventListener("change", ({ target }) => {
    if (target.matches("[data-choose-all]")) {
      for (const box of boxes(target.dataset.chooseAll)) box.checked = target.checked;
    }
    count();
  });
  // A list that is loaded anew keeps the ticks of the rows that are still in it, and what was typed beside them.
  const marks = () => [...(document.getElementById("bulk")?.elements ?? [])].filter((field) => /^(row|text-|choice-|day-)/.test(field.name));
  const nameOf = (field) => (field.type === "checkbox" ? `${field.name}=${field.value}` : field.name);
  let kept = new Map();
  document.addEventListener("htmx:beforeSwap", () => {
    kept = new Map(marks().map((field) => [nameOf(field), [field.checked, field.value, field.closest("details")?.open]]));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const field of marks()) {
      const [checked, value, isOpen] = kept.get(nameOf(field)) ?? [];
      if (field.type === "checkbox") field.checked = field.checked || Boolean(checked);
      else if (value) {
        field.value = value;
        field.closest("details").open = isOpen;
      }
    }
    count();
  });
  count();

  for (const button of document.querySelectorAll("[data-fill]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      const field = document.getElementById(button.dataset.fill);
      if (field.type === "checkbox") field.checked = Boolean(button.dataset.value);
      else field.value = button.dataset.value;
      field.focus();
    });
  }

  for (const button of document.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }

  document.querySelector("[data-focus]")?.focus();
  // Where tabs are wider than the screen, the one that is open is in sight.
  for (const tab of document.querySelectorAll(".work-tabs [aria-current]")) tab.scrollIntoView({ inline: "center", block: "nearest" });

  // On a small screen the filters are closed at first; a refresh of the list leaves open what was open.
  const narrow = window.matchMedia("(max-width: 991.98px)");
  const filters = () => document.querySelector("[data-filters]");
  if (narrow.matches && filters()) filters().open = false;
  for (const part of narrow.matches ? document.querySelectorAll("[data-narrow-closed]") : []) part.open = false;
  let open = new Map();
  document.addEventListener("htmx:beforeSwap", () => {
    open = new Map([...document.querySelectorAll("details.facet")].map((facet, i) => [facet.id || i, facet.open]));
  });
  document.addEventListener("htmx:afterSwap", () => {
    for (const [i, facet] of [...document.querySelectorAll("details.facet")].entries()) {
      const before = open.get(facet.id || i);
      if (before !== undefined) facet.open = before;
    }
  });
})();
