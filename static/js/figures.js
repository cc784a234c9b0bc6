// The form of figures: sums while typing, saving by itself, nothing lost when the connection is away.
import { shelf } from "./store/shelf.js";
import { ask as send } from "./store/states.js";

const form = document.querySelector("form[data-autosave]");
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
const draft = form.querySelector("[name=draft]");
const { user } = document.body.dataset;
const place = `draft:${location.pathname}`;
const store = shelf({ user, kind: "draft", place, url: location.pathname });
const pause = 1500;
const AWAY = ["offline", "later"];
const RETRY = 8000;
let timer = 0;
let busy = false;
let again = false;
// The button that waits until everything is saved, and whether it may go.
let waiting = null;
let passing = false;
// Whether something is typed that the portal does not have.
let unsaved = false;
// Cells in which somebody else has typed too, until one of the two figures is chosen: the box of each.
const unresolved = new Map();
// The same from an earlier look at the page: asked about again before anything is saved there.
const undecided = new Set();

const dots = new Intl.NumberFormat("id-ID");
let called = "";
function say(name, text = "") {
  called = name;
  if (!state) return;
  state.textContent = text || (form.dataset[name] ?? "");
  state.classList.toggle("is-watch", !["saved", "saving"].includes(name));
}

// The same reading as on the server, or nothing: the server has the last word.
function amount(text) {
  let plain = text.trim().toLowerCase().replace(/^rp\.?\s*/, "");
  const negative = /^\(.*\)$/.test(plain) || plain.startsWith("-");
  plain = plain.replace(/[()]/g, "").replace(/^-/, "").replace(/\s/g, "").replace(/,0+$/, "");
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
  unsaved = true;
  store.keep({ draft: draft.value, revision: revision.value, typed: typed(), undecided: [...undecided, ...unresolved.keys()] });
}
function forget() {
  unsaved = false;
  store.forget();
}

// Two have typed into one cell: both figures, and a button for each. Nothing is saved there until one is chosen.
function ask(key, text, stored) {
  const cell = cells.get(key);
  if (!cell || cell.value === stored) return;
  unresolved.get(key)?.remove();
  const box = document.querySelector("template[data-conflict-box]").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-text]").textContent = text;
  box.querySelector("[data-mine] b").textContent = cell.value || "–";
  box.querySelector("[data-theirs] b").textContent = stored || "–";
  const choose = (value) => {
    cell.value = value;
    unresolved.delete(key);
    box.remove();
    cell.classList.remove("is-invalid");
    cell.focus();
    cell.dispatchEvent(new Event("input", { bubbles: true }));
  };
  box.querySelector("[data-mine]").addEventListener("click", () => choose(cell.value));
  box.querySelector("[data-theirs]").addEventListener("click", () => choose(stored));
  cell.classList.add("is-invalid");
  cell.after(box);
  unresolved.set(key, box);
}

// What cannot be read is said at its place; everything else is saved.
function flag(errors) {
  for (const note of form.querySelectorAll("[data-flag]")) note.remove();
  for (const [key, cell] of cells) if (cell.matches("input") && !unresolved.has(key)) cell.classList.toggle("is-invalid", key in errors);
  for (const [key, text] of Object.entries(errors)) {
    const note = document.createElement("p");
    note.className = "invalid-feedback d-block mb-0";
    note.dataset.flag = "";
    note.textContent = text;
    cells.get(key)?.after(note);
  }
  if (Object.keys(errors).length) return;
  for (const old of document.querySelectorAll(".error-summary, .amount-cell > .invalid-feedback")) old.remove();
}

function take(data, sent) {
  undecided.clear();
  draft.value = data.draft;
  revision.value = data.revision;
  for (const [key, text] of Object.entries(data.totals)) {
    const cell = cells.get(key);
    if (cell?.dataset.terms) cell.textContent = text;
  }
  for (const [key, { text, stored }] of Object.entries(data.figures)) {
    const cell = cells.get(key);
    if (cell?.value === sent.get(key)) cell.value = stored;
    else ask(key, text, stored);
  }
  for (const [key, { text, stored }] of Object.entries(data.conflicts)) ask(key, text, stored);
  flag(data.errors);
  const unread = Object.keys(data.errors).length > 0;
  const later = Object.entries(typed()).some(([key, text]) => text !== (data.figures[key]?.stored ?? sent.get(key)));
  if (unresolved.size || unread || later) keep();
  else forget();
  say(unresolved.size ? "conflict" : unread ? "problem" : Object.keys(data.figures).length ? "together" : "saved");
}

// Gives what has come of it: "saved", "refused" (the page of the server says why) or "away" (the page stays).
async function post() {
  const sent = new FormData(form);
  for (const key of [...undecided, ...unresolved.keys()]) sent.append("unresolved", key);
  const told = await send(location.href, sent);
  if (told.figures) {
    take(told, sent);
    return Object.keys(told.errors).length ? "refused" : "saved";
  }
  // "Kept" is said of what lies there: where nothing is kept, the page must stay open, also to sign in again.
  await store.settled();
  const fleeting = store.isFleeting() && form.dataset[`${told.state}Fleeting`];
  say(told.state, fleeting || told.text);
  return fleeting || AWAY.includes(told.state) ? "away" : "refused";
}

async function save() {
  if (busy) { again = true; return; }
  clearTimeout(timer);
  busy = true;
  if (!AWAY.includes(called)) say("saving");
  const outcome = await post();
  busy = false;
  if (waiting) {
    const button = waiting;
    waiting = null;
    if (outcome === "away" || unresolved.size) { (first() ?? button).focus(); return; }
    await store.settled();
    passing = true;
    form.requestSubmit(button);
  } else if (outcome === "away") timer = setTimeout(save, RETRY);
  else if (again) { again = false; save(); }
}

const first = () => [...unresolved.values()][0]?.querySelector("button");

form.addEventListener("input", () => {
  keep();
  sum();
  clearTimeout(timer);
  timer = setTimeout(save, pause);
});
// What is not saved yet is saved first: where the connection is away, the page stays with all that was typed.
form.addEventListener("submit", (event) => {
  clearTimeout(timer);
  again = false;
  if (passing || !(busy || unresolved.size || unsaved)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (unresolved.size) { first().focus(); return; }
  waiting = event.submitter;
  if (!busy) save();
}, true);
window.addEventListener("pageshow", () => { passing = false; });
window.addEventListener("online", () => { if (unsaved) save(); });
// Somebody has perhaps signed in again in another window.
window.addEventListener("focus", () => { if (unsaved && called === "ended") save(); });

for (const cell of form.querySelectorAll("[data-conflict]")) ask(cell.dataset.key, cell.dataset.conflict, cell.dataset.stored);
// What was typed and not saved comes back, as a change of the figures that its page showed: the server merges it
// with what others have typed since.
async function goOn() {
  const old = (await store.read()) ?? earlier();
  if (!old) return;
  for (const key of old.undecided ?? []) undecided.add(key);
  draft.value = old.draft;
  revision.value = old.revision;
  for (const [key, text] of Object.entries(old.typed)) {
    const cell = cells.get(key);
    // Somebody may have typed faster than the store answers.
    if (cell?.matches("input") && cell.value === cell.defaultValue) cell.value = text;
  }
  sum();
  keep();
  save();
}

// What an earlier version of the portal kept in the clear.
function earlier() {
  const name = `draft:${form.dataset.autosave}:${location.pathname}`;
  try {
    const old = JSON.parse(localStorage.getItem(name) ?? "null");
    localStorage.removeItem(name);
    return old;
  } catch {
    return null;
  }
}

goOn();
