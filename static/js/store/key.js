// The key of a user, for as long as a page is open. Scripts use it and cannot read it out; it lies nowhere on the phone,
// and the portal gives it again to whoever signs in as the same user.
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
  const bytes = Uint8Array.from(atob(await secretOf(user)), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
}

// Those that the first version of the store left beside the entries; nobody's store is made for that.
export async function forgetKeys() {
  const known = await indexedDB.databases?.();
  if (known && !known.some(({ name }) => name === NAME)) return;
  await act("keys", "readwrite", (keys) => keys.clear());
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
