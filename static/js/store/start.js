// On every page: the worker, the keys of whoever is signed in and of nobody else, and what waits is sent.
import { everything } from "./database.js";
import { forgetKeys } from "./key.js";
import { queue } from "./queue.js";

const { user, worker } = document.body.dataset;
// A page that shows its own entries sends them itself.
const isOwn = Boolean(document.querySelector("[data-store]"));

async function sendWaiting() {
  const mine = async () => (await everything()).filter((entry) => entry.user === user);
  const waiting = (await mine()).filter(({ state }) => state === "waiting");
  const places = new Map(waiting.map((entry) => [entry.place, entry]));
  for (const { kind, place, url } of places.values()) await queue({ user, kind, place, url }).send();
  const left = (await mine()).length;
  const note = document.querySelector("template[data-store-left]").content.firstElementChild.cloneNode(true);
  note.querySelector("[data-n]").textContent = left;
  if (left) document.getElementById("content").prepend(note);
}

async function start() {
  await forgetKeys(user);
  if (user && !isOwn) await sendWaiting();
}

const form = document.querySelector("form[data-sign-out]");
form?.addEventListener("submit", async (event) => {
  event.preventDefault();
  // A store that does not answer keeps nobody signed in.
  await Promise.race([forgetKeys().catch(() => {}), new Promise((resolve) => { setTimeout(resolve, 1000); })]);
  form.submit();
});
if (user && "serviceWorker" in navigator) {
  window.addEventListener("load", () => navigator.serviceWorker.register(worker).catch(() => {}));
}
start().catch(() => { /* a browser that keeps nothing */ });
