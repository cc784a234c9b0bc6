// The key of a user on this phone. Scripts use it and cannot read it out; it is gone after signing out, and the portal
// gives it again to whoever signs in as the same user.
import { NAME, act } from "./database.js";
import { session } from "./states.js";

// A page that keeps something brings the key along; any other asks for it when there is something to open.
const place = document.querySelector("[data-store]");
const brought = place?.dataset.store;
if (place) place.dataset.store = "";

async function secretOf(user) {
  if (brought && user === document.body.dataset.user) return brought;
  const now = await session();
  if (now.state !== "done" || now.user !== user) throw new Error("no key");
  return now.key;
}

export async function keyOf(user) {
  const kept = await act("keys", "readonly", (keys) => keys.get(user));
  if (kept) return kept.key;
  const bytes = Uint8Array.from(atob(await secretOf(user)), (letter) => letter.charCodeAt(0));
  const key = await crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
  await act("keys", "readwrite", (keys) => keys.put({ user, key }));
  return key;
}

// Of all but the user who is signed in; nobody's store is made for that.
export async function forgetKeys(but = "") {
  const known = await indexedDB.databases?.();
  if (known && !known.some(({ name }) => name === NAME)) return;
  for (const user of await act("keys", "readonly", (keys) => keys.getAllKeys())) {
    if (user !== but) await act("keys", "readwrite", (keys) => keys.delete(user));
  }
}

const text = new TextEncoder();
// An entry opens only as what it was sealed as: not under another name, not as another user's.
function manner({ user, id, place: of }, iv) {
  return { name: "AES-GCM", iv, additionalData: text.encode(JSON.stringify([user, id, of])) };
}

export async function seal(key, entry, content) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  return { iv, sealed: await crypto.subtle.encrypt(manner(entry, iv), key, text.encode(JSON.stringify(content))) };
}

export async function unseal(key, entry) {
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(manner(entry, entry.iv), key, entry.sealed)));
}
