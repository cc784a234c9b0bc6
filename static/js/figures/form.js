// The form of figures: saving by itself, nothing lost when the connection is away, from part to part without it.
import { shelf } from "../store/shelf.js";
import { ask as send } from "../store/states.js";
import { conflicts } from "./conflicts.js";
import { withDots } from "./dots.js";
import { flags } from "./flags.js";
import { parts } from "./parts.js";
import { book as bookOf } from "./sums.js";
import { taps } from "./taps.js";
import { unit as unitOf } from "./unit.js";

const form = document.querySelector("form[data-autosave]");
const words = document.querySelector("template[data-words]").dataset;
const state = document.querySelector("[data-autosave-state]");
const revision = form.querySelector("[name=revision]");
const draft = form.querySelector("[name=draft]");
const { user } = document.body.dataset;
// One place for all parts of a report, whichever was opened first.
const report = location.pathname.replace(/[^/]+\/$/, "");
const store = shelf({ user, kind: "draft", place: `draft:${report}`, url: location.pathname });
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
// Figures of an earlier look at the page that were asked about: asked again before anything is saved there.
const undecided = new Set();

const book = bookOf(form);
const way = parts(form, book, words);
const { ask, boxes: unresolved, first } = conflicts(book.field);
const flag = flags(form, book, words, (key) => unresolved.has(key));
const tap = taps(form, book, () => form.dispatchEvent(new Event("input", { bubbles: true })));
const unit = unitOf(form, book, () => form.dispatchEvent(new Event("input", { bubbles: true })));
for (const input of form.querySelectorAll("input.amount")) withDots(input);

let called = "";
function say(name, text = "") {
  called = name;
  state.textContent = text || (words[name] ?? "");
  state.classList.toggle("is-watch", !["saved", "saving"].includes(name));
  if (name === "ended") state.append(document.querySelector("template[data-sign-in]").content.cloneNode(true));
}

function refresh() {
  book.refresh();
  way.refresh();
  tap.refresh();
}

const content = () => ({
  ...Object.fromEntries([...book.cells.keys()].map((key) => [key, book.field(key).value])),
  ...Object.fromEntries([...form.querySelectorAll(".fig-why input")].map((input) => [input.name, input.value])),
  books: form.querySelector("[name=books]:checked")?.value ?? "",
  books_seen: form.querySelector("[name=books_seen]")?.value ?? "",
});
function keep() {
  unsaved = true;
  store.keep({
    draft: draft.value, revision: revision.value, typed: content(), undecided: [...undecided, ...unresolved.keys()],
    unit: unit.isAnswered(),
  });
}
function forget() {
  unsaved = false;
  store.forget();
}

function take(data, sent) {
  undecided.clear();
  draft.value = data.draft;
  revision.value = data.revision;
  const books = form.querySelector("[name=books_seen]");
  if (books && sent.get("books")) books.value = sent.get("books");
  for (const [key, { text, stored }] of Object.entries(data.figures)) {
    const input = book.field(key);
    if (input?.value === sent.get(key)) input.value = stored;
    else ask(key, text, stored);
  }
  for (const key of data.followed) {
    const cell = book.cells.get(key);
    if (cell && !cell.classList.contains("is-asked") && book.field(key).value === sent.get(key)) book.field(key).value = "";
  }
  for (const [key, { text, stored }] of Object.entries(data.conflicts)) ask(key, text, stored);
  flag.take(data.errors);
  const unread = Object.keys(data.errors).length > 0;
  const later = Object.entries(content()).some(([key, text]) =>
    key !== "books_seen" && !data.followed.includes(key) && text !== (data.figures[key]?.stored ?? sent.get(key) ?? ""));
  if (unresolved.size || unread || later) keep();
  else forget();
  refresh();
  const others = Object.keys(data.figures).length > 0;
  say(unresolved.size ? "conflict" : unread ? "problem" : later ? "saving" : others ? "together" : "saved");
}

// Gives what has come of it: "saved", "refused" (the page of the server says why) or "away" (the page stays).
async function post() {
  const sent = new FormData(form);
  for (const key of [...undecided, ...unresolved.keys()]) sent.append("unresolved", key);
  // Figures are short: as one line they are a sixth of what they are as a form of many parts.
  const told = await send(location.pathname, new URLSearchParams(sent));
  if (told.figures) {
    take(told, sent);
    return Object.keys(told.errors).length ? "refused" : "saved";
  }
  // "Kept" is said of what lies there: where nothing is kept, the page must stay open, also to sign in again.
  await store.settled();
  const fleeting = store.isFleeting() && words[`${told.state}Fleeting`];
  say(told.state, fleeting || (told.state === "ended" ? "" : told.text));
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

form.addEventListener("input", () => {
  keep();
  // "Saved" is said of what is typed now, not of what was before.
  if (["saved", "together", ""].includes(called)) say("saving");
  refresh();
  clearTimeout(timer);
  timer = setTimeout(save, pause);
});
form.addEventListener("focusout", () => setTimeout(() => unit.look()));
// "Next" goes on at once, and what is not saved yet is saved meanwhile. Where a button leads elsewhere, it is saved first:
// where the connection is away, the page stays with all that was typed.
form.addEventListener("submit", (event) => {
  if (passing) return;
  const button = event.submitter;
  const isNext = button?.matches("[data-next]");
  if (isNext && !unresolved.size && (way.tellBlanks(way.current()) || !way.onward())) {
    event.preventDefault();
    event.stopImmediatePropagation();
    if (unsaved && !busy) save();
    return;
  }
  clearTimeout(timer);
  again = false;
  if (!(busy || unresolved.size || unsaved)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (unresolved.size) { first().focus(); return; }
  waiting = button;
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
  for (const old of [await store.read(), ...await ofParts()]) if (old) restore(old);
}
// What was kept while each part was a page of its own.
async function ofParts() {
  const addresses = [...form.querySelectorAll("[data-part]")].map((section) => section.dataset.address);
  const old = addresses.map((address) => shelf({ user, kind: "draft", place: `draft:${address}`, url: address }));
  const found = await Promise.all(old.map((one) => one.read()));
  await Promise.all(old.map((one, n) => found[n] && one.forget()));
  return found;
}
function restore(old) {
  for (const key of old.undecided ?? []) undecided.add(key);
  unit.answer(old.unit);
  draft.value = old.draft;
  revision.value = old.revision;
  for (const [key, text] of Object.entries(old.typed)) {
    if (key === "books_seen") continue;
    const input = book.field(key) ?? form.querySelector(`[name="${CSS.escape(key)}"]:not([type=radio])`);
    // Somebody may have typed faster than the store answers.
    if (input && input.value === input.defaultValue) input.value = text;
    // A choice that was made here, and not one that the page has only shown.
    if (key === "books" && text && text !== old.typed.books_seen) form.querySelector(`[name=books][value="${CSS.escape(text)}"]`)?.click();
  }
  form.dispatchEvent(new Event("input", { bubbles: true }));
  save();
}

// A link to a line puts the cursor into it. After the load: the browser's own jump would take the cursor away again.
window.addEventListener("load", () => setTimeout(() => {
  if (!location.hash.startsWith("#line-")) return;
  way.go(way.current().dataset.part, { line: location.hash.slice(1) });
  // The page that comes after this one has no such line.
  history.replaceState({}, "", location.pathname);
}));
for (const one of document.querySelectorAll("[data-without-script]")) one.hidden = true;
unit.answer("unitAnswered" in form.dataset);
refresh();
goOn();
