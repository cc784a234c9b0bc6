// On every page: the worker, and what waits is sent.
import { act, everything } from "./database.js";
import { entriesOf, own } from "./entries.js";
import { letGoOfKnown } from "./kept.js";
import { forgetKeys } from "./key.js";
import { isLuggage, unpack } from "./luggage.js";
import { queue } from "./queue.js";

const { user, worker } = document.body.dataset;
// The script of the page has begun by then, if it has one.
const begun = new Promise((resolve) => {
  if (document.readyState === "complete") resolve();
  else document.addEventListener("DOMContentLoaded", resolve);
});

async function sendWaiting() {
  // What the page shows itself it also sends. All the rest is looked at: what cannot be opened is noted as locked.
  const shown = new Set(own);
  const others = async () => (await everything()).filter(
    (entry) => entry.user === user && !shown.has(entry.place) && !isLuggage(entry),
  );
  const places = new Map((await others()).map((entry) => [entry.place, entry]));
  for (const { kind, place, url, page } of places.values()) {
    const found = await entriesOf(user).all(place);
    if (found.some(({ state }) => state === "waiting")) await queue({ user, kind, place, url, page }).send();
  }
  await letGoOfKnown(user, [...places.values()].filter(({ kind }) => kind === "draft"));
  const left = (await others()).length;
  const note = document.querySelector("template[data-store-left]").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-n]").textContent = left;
  if (left) document.getElementById("content").prepend(note);
  document.dispatchEvent(new Event("store-looked-at"));
}

async function start() {
  await begun;
  await forgetKeys(user);
  await unpack((entry) => entry.until < Date.now());
  if (user) await sendWaiting();
}

// Signing out takes a day of visits from the phone, with its key; what was not sent yet stays, locked.
document.querySelector("form[data-sign-out]")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  const gone = async () => {
    await act("keys", "readwrite", (keys) => keys.clear());
    await unpack(() => true);
  };
  await gone().catch(() => { /* a browser that keeps nothing */ });
  event.target.submit();
});

if (user && "serviceWorker" in navigator) {
  window.addEventListener("load", () => navigator.serviceWorker.register(worker).catch(() => {}));
}
start().catch(() => { /* a browser that keeps nothing */ });
