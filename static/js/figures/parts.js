// From part to part without asking the portal: which part is open, what is left in it, and the keys.
export function parts(form, book) {
  const sections = [...form.querySelectorAll("[data-part]")];
  const next = form.querySelector("[data-next]");
  // What lies in a closed fold has a place on the page, but cannot be typed into.
  const isShown = (element) => (element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null);
  const open = () => sections.find((section) => !section.hidden);
  const way = () => sections.filter((section) => "used" in section.dataset || !section.hidden);
  const returns = next.value === "check";
  // Fields of parts that are not open are sent along: the page knows them all.
  for (const section of sections) section.querySelector("fieldset").disabled = false;

  const blank = (row) => [...row.querySelectorAll(".is-asked input.amount")].some((input) => !input.value.trim());
  const blanks = (within) => [...within.querySelectorAll("[data-required]")].filter(blank);
  const first = (row) => [...row.querySelectorAll(".is-asked input.amount")].find((input) => !input.value.trim());

  function label() {
    const last = returns || way().at(-1) === open();
    next.value = last ? "check" : "next";
    next.querySelector("span").textContent = last ? next.dataset.wordCheck : next.dataset.wordNext;
  }

  function go(code, { line = null, push = true } = {}) {
    const section = sections.find((one) => one.dataset.part === code);
    if (!section) return;
    for (const one of sections) {
      one.hidden = one !== section;
      one.querySelector("[data-blanks]").hidden = true;
      delete one.dataset.passed;
    }
    for (const link of document.querySelectorAll(".part-nav [data-to]")) {
      if (link.dataset.to === code) {
        link.setAttribute("aria-current", "step");
        link.parentElement.scrollLeft = link.offsetLeft - link.parentElement.clientWidth / 2;
      } else link.removeAttribute("aria-current");
    }
    if (push && location.pathname !== section.dataset.address) history.pushState({}, "", section.dataset.address);
    document.title = document.title.replace(/^[^:]*/, section.dataset.label);
    label();
    const row = line && document.getElementById(line);
    if (!row) {
      window.scrollTo(0, 0);
      section.querySelector("h2").focus({ preventScroll: true });
      return;
    }
    for (let fold = row.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    row.scrollIntoView({ block: "center" });
    (first(row) ?? row.querySelector(".is-asked input.amount, .is-own input.amount") ?? row).focus({ preventScroll: true });
  }

  // Gives whether the form is to be sent: after the last part, and where it leads back to the check.
  function onward(section = open()) {
    const place = way().indexOf(section);
    if (next.value === "check" || place === way().length - 1) return true;
    go(way()[place + 1].dataset.part);
    return false;
  }

  // What is still empty in a part is said at its end, once for all of it.
  function tellBlanks(section) {
    const card = section.querySelector("[data-blanks]");
    const rows = "passed" in section.dataset ? [] : blanks(section);
    if (!rows.length) {
      card.hidden = true;
      return false;
    }
    const text = card.querySelector("[data-text]");
    text.textContent = text.dataset.words.replace("{lines}", rows.map((row) => row.dataset.name).join(", "));
    card.hidden = false;
    card.querySelector("[data-zeros]").focus();
    card.scrollIntoView({ block: "center" });
    return true;
  }

  function fields() {
    return [...open().querySelectorAll("input.amount")].filter((input) => isShown(input) && !input.disabled);
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=radio]):not([type=checkbox])")) return;
    event.preventDefault();
    const all = fields();
    const place = all.indexOf(event.target);
    if (place >= 0 && place < all.length - 1) {
      all[place + 1].focus();
      all[place + 1].select();
      return;
    }
    // Behind the last field of a part comes the first one of the next, unless something is still empty here.
    if (place === all.length - 1 && !tellBlanks(open()) && next.value !== "check" && !onward()) fields()[0]?.focus();
    else if (next.value === "check") next.focus();
  });
  for (const section of sections) {
    const card = section.querySelector("[data-blanks]");
    card.querySelector("[data-zeros]").addEventListener("click", () => {
      for (const row of blanks(section)) {
        for (const input of row.querySelectorAll(".is-asked input.amount")) if (!input.value.trim()) input.value = "0";
      }
      card.hidden = true;
      form.dispatchEvent(new Event("input", { bubbles: true }));
      if (onward(section)) form.requestSubmit(next);
    });
    card.querySelector("[data-fill-in]").addEventListener("click", () => {
      card.hidden = true;
      const row = blanks(section)[0];
      if (row) go(section.dataset.part, { line: row.id, push: false });
    });
    card.querySelector("[data-go-on]").addEventListener("click", () => {
      card.hidden = true;
      section.dataset.passed = "";
      if (onward(section)) form.requestSubmit(next);
    });
  }
  for (const link of document.querySelectorAll(".part-nav [data-to]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(link.dataset.to);
    });
  }
  window.addEventListener("popstate", () => {
    const section = sections.find((one) => one.dataset.address === location.pathname);
    if (section) go(section.dataset.part, { push: false });
  });

  const left = form.querySelector("[data-left]");
  left.addEventListener("click", () => {
    const row = blanks(open())[0] ?? blanks(form)[0];
    if (row) go(row.closest("[data-part]").dataset.part, { line: row.id });
  });
  const difference = form.querySelector("[data-difference]");

  label();
  return {
    open, go, onward, tellBlanks,
    refresh() {
      const n = blanks(form).length;
      left.hidden = false;
      left.textContent = n ? form.dataset.leftWords.replace("{n}", n) : form.dataset.leftNone;
      const [assets, funds] = [book.value("A"), book.value("KE")];
      difference.hidden = assets === null || funds === null;
      const gap = (assets ?? 0) - (funds ?? 0);
      difference.classList.toggle("is-watch", gap !== 0);
      difference.textContent = gap ? form.dataset.differenceWords.replace("{amount}", book.text("A", gap)) : form.dataset.differenceNone;
    },
  };
}
