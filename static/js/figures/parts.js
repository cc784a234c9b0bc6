// From part to part without asking the portal: where somebody is, what is left there, and the keys.
export function parts(form, book, words) {
  const sections = [...form.querySelectorAll("[data-part]")];
  const next = form.querySelector("[data-next]");
  const returns = next.value === "check";
  // What lies in a closed fold has a place on the page, but cannot be typed into.
  const isShown = (element) => (element.checkVisibility ? element.checkVisibility() : element.offsetParent !== null);
  let current = sections.find((section) => !section.hidden);
  // All parts stand below each other; one that is optional and not used comes when it is asked for.
  for (const section of sections) {
    section.querySelector("fieldset").disabled = false;
    section.hidden = !("used" in section.dataset);
  }
  const way = () => sections.filter((section) => !section.hidden);
  const blank = (row) => [...row.querySelectorAll(".is-asked input.amount")].some((input) => !input.value.trim());
  const blanks = (within) => [...within.querySelectorAll("[data-required]")].filter(blank);
  const first = (row) => [...row.querySelectorAll(".is-asked input.amount")].find((input) => !input.value.trim());
  const fields = (section) => [...section.querySelectorAll("input.amount")].filter((input) => isShown(input) && !input.disabled);

  function mark(section) {
    current = section;
    const last = returns || way().at(-1) === section;
    next.value = last ? "check" : "next";
    next.querySelector("span").textContent = last ? next.dataset.wordCheck : next.dataset.wordNext;
    for (const link of document.querySelectorAll(".part-nav [data-to]")) {
      if (link.dataset.to !== section.dataset.part) link.removeAttribute("aria-current");
      else if (!link.hasAttribute("aria-current")) {
        link.setAttribute("aria-current", "step");
        const nav = link.parentElement;
        // Not from under the finger that is down on it: its tap would hit nothing.
        if (!nav.matches(":active")) nav.scrollLeft = link.offsetLeft - nav.clientWidth / 2;
      }
    }
    if (location.pathname !== section.dataset.address) history.replaceState({}, "", section.dataset.address);
  }

  // To a part, to a line of it, or, whoever is typing, to its first field: the keyboard of a telephone stays open.
  function go(code, { line = null, typing = false } = {}) {
    const section = sections.find((one) => one.dataset.part === code);
    if (!section) return;
    section.hidden = false;
    mark(section);
    const row = line && document.getElementById(line);
    if (!row) {
      section.scrollIntoView({ block: "start", behavior: "instant" });
      ((typing && fields(section)[0]) || section.querySelector("h2")).focus({ preventScroll: true });
      return;
    }
    for (let fold = row.closest("details"); fold; fold = fold.parentElement.closest("details")) fold.open = true;
    row.scrollIntoView({ block: "center", behavior: "instant" });
    (first(row) ?? row.querySelector(".is-asked input.amount, .is-own input.amount") ?? row).focus({ preventScroll: true });
  }

  // Gives whether the form is to be sent: after the last part, and where it leads back to the check.
  function onward(section = current) {
    const place = way().indexOf(section);
    if (returns || place === way().length - 1) return true;
    go(way()[place + 1].dataset.part, { typing: true });
    return false;
  }

  // What is still empty in a part is said at its end, once for all of it.
  function tellBlanks(section, { focus = true } = {}) {
    const card = section.querySelector("[data-blanks]");
    const rows = "passed" in section.dataset ? [] : blanks(section);
    card.hidden = !rows.length;
    if (!rows.length) return false;
    const text = card.querySelector("[data-text]");
    text.textContent = text.dataset.words.replace("{lines}", rows.map((row) => row.dataset.name).join(", "));
    if (focus) {
      card.querySelector("[data-zeros]").focus({ preventScroll: true });
      card.scrollIntoView({ block: "center" });
    }
    return true;
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.target.matches("input:not([type=radio]):not([type=checkbox])")) return;
    event.preventDefault();
    const section = event.target.closest("[data-part]") ?? current;
    const all = fields(section);
    const place = all.indexOf(event.target);
    if (place >= 0 && place < all.length - 1) {
      all[place + 1].focus();
      all[place + 1].select();
      return;
    }
    if (place !== all.length - 1) return;
    // Behind the last field of a part comes the first one of the next, unless something is still empty here.
    const rest = section.querySelector("[data-rest]:not([hidden])");
    if (rest) rest.focus();
    else if (!tellBlanks(section) && onward(section)) next.focus();
  });
  form.addEventListener("focusin", ({ target }) => {
    const section = target.closest("[data-part]");
    if (!section || section === current) return;
    const before = current;
    mark(section);
    if (way().indexOf(before) >= way().indexOf(section)) return;
    // Behind the touch that has brought the focus, and without moving what was touched: else it would hit its neighbour.
    setTimeout(() => {
      const { top } = target.getBoundingClientRect();
      tellBlanks(before, { focus: false });
      window.scrollBy({ top: target.getBoundingClientRect().top - top, behavior: "instant" });
    }, 400);
  });
  for (const section of sections) {
    const card = section.querySelector("[data-blanks]");
    const leave = () => {
      card.hidden = true;
      section.dataset.passed = "";
      if (onward(section)) form.requestSubmit(next);
    };
    card.querySelector("[data-zeros]").addEventListener("click", () => {
      for (const row of blanks(section)) {
        for (const input of row.querySelectorAll(".is-asked input.amount")) if (!input.value.trim()) input.value = "0";
      }
      form.dispatchEvent(new Event("input", { bubbles: true }));
      leave();
    });
    card.querySelector("[data-go-on]").addEventListener("click", leave);
    card.querySelector("[data-fill-in]").addEventListener("click", () => {
      card.hidden = true;
      const row = blanks(section)[0];
      if (row) go(section.dataset.part, { line: row.id });
    });
  }
  for (const link of document.querySelectorAll(".part-nav [data-to]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      go(link.dataset.to);
    });
  }
  // Whoever scrolls without typing is where the middle of the screen is.
  const isTyping = () => form.contains(document.activeElement);
  const seen = new IntersectionObserver((entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting && !isTyping()) mark(target);
  }, { rootMargin: "-50% 0px -50% 0px" });
  for (const section of sections) seen.observe(section);

  const left = form.querySelector("[data-left]");
  left.addEventListener("click", () => {
    const row = blanks(current)[0] ?? blanks(form)[0];
    if (row) go(row.closest("[data-part]").dataset.part, { line: row.id });
  });
  const difference = form.querySelector("[data-difference]");

  mark(current);
  // The part that the address names, where it is not the first one.
  if (current !== way()[0] && !location.hash) current.scrollIntoView({ block: "start", behavior: "instant" });
  return {
    current: () => current,
    go, onward, tellBlanks,
    refresh() {
      const n = blanks(form).length;
      left.hidden = false;
      left.textContent = n ? words.leftWords.replace("{n}", n) : words.leftNone;
      const [assets, funds] = [book.value("A"), book.value("KE")];
      difference.hidden = assets === null || funds === null;
      const gap = (assets ?? 0) - (funds ?? 0);
      difference.classList.toggle("is-watch", gap !== 0);
      difference.textContent = gap ? words.differenceWords.replace("{amount}", book.text("A", gap)) : words.differenceNone;
      for (const section of sections) if (!section.querySelector("[data-blanks]").hidden) tellBlanks(section, { focus: false });
    },
  };
}
