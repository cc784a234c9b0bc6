// What the portal has kept on this phone, told without opening it: also to whoever is not signed in, and offline.
import { NAME, act, clear, everything } from "./store/database.js";

const root = document.querySelector("[data-phone]");
const texts = root.dataset;
const { user } = document.body.dataset;
// The office's time, whatever clock the phone goes by.
const WIB = { timeZone: "Asia/Jakarta", dateStyle: "medium", timeStyle: "short" };
const time = new Intl.DateTimeFormat(document.documentElement.lang, WIB);

function line(entry) {
  const item = root.querySelector("template").content.firstElementChild.cloneNode(true);
  item.querySelector("[data-kind]").textContent = {
    mark: texts.mark, draft: texts.draft, day: texts.day, visit: texts.visit, "visit-draft": texts.visit, photo: texts.photo,
  }[entry.kind] ?? entry.kind;
  item.querySelector("[data-at]").textContent = `${time.format(new Date(entry.at))} WIB`;
  const called = { waiting: texts.waiting, kept: texts.kept, refused: texts.refused }[entry.state];
  // A day of visits is read and never sent.
  const state = entry.kind === "day" ? texts.read : called;
  item.querySelector("[data-state]").textContent = entry.locked ? texts.locked : state;
  item.querySelector("[data-other]").hidden = !user || entry.user === user;
  const link = item.querySelector(`a[data-open=${entry.state}]`);
  // A draft that was kept before entries had a page: its form is where it is sent.
  const page = entry.page ?? (entry.state === "kept" ? entry.url : "");
  if (link && page && entry.user === user && !entry.locked) {
    link.hidden = false;
    link.href = page;
  }
  // What its form does not take any more, since the report was sent on another way, goes by itself.
  item.querySelector("button").addEventListener("click", async () => {
    if (!window.confirm(texts.confirm)) return;
    await act("entries", "readwrite", (entries) => entries.delete(entry.id));
    await draw();
  });
  return item;
}

async function draw() {
  const entries = await everything().catch(() => null);
  const state = root.querySelector("[data-phone-state]");
  if (!entries) {
    state.textContent = texts.nothingKept;
    return;
  }
  const n = entries.filter(({ kind }) => kind !== "day").length;
  state.textContent = n ? texts.some.replace("{n}", n) : texts.none;
  root.querySelector("ul").replaceChildren(...entries.map(line));
}

// All of it: entries, keys, what earlier versions kept, static files and their worker.
async function remove() {
  await clear().catch(() => indexedDB.deleteDatabase(NAME));
  localStorage.clear();
  sessionStorage.clear();
  for (const name of (await globalThis.caches?.keys()) ?? []) await caches.delete(name);
  for (const worker of (await navigator.serviceWorker?.getRegistrations()) ?? []) await worker.unregister();
  await draw();
  root.querySelector("[data-phone-state]").textContent = texts.gone;
}

// What waited was sent meanwhile, or turned out to be locked.
document.addEventListener("store-looked-at", draw);
const button = root.querySelector("[data-phone-delete]");
button.hidden = false;
button.addEventListener("click", () => { if (window.confirm(texts.confirm)) remove(); });
// On the page that stands in the place of another one, until the connection is back.
// Browsers do not always tell when that is, and nothing at all of a portal that was down: so it is asked.
const AGAIN = 3000;
async function reload() {
  const answer = await fetch(location.href, { method: "HEAD", cache: "no-store" }).catch(() => null);
  if (answer && answer.status < 500) location.reload();
}
if ("reload" in texts) {
  window.addEventListener("online", reload);
  setInterval(() => { if (!document.hidden) reload(); }, AGAIN);
}
draw();
