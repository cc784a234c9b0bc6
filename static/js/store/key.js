// The key of a user, for as long as a page is open. Scripts use it and cannot read it out; it lies nowhere on the phone,
// but for a day of visits that is taken along (`carry`). The portal gives it again to whoever signs in as the same user.
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

const imported = (secret) => {
  const bytes = Uint8Array.from(atob(secret), (letter) => letter.charCodeAt(0));
  return crypto.subtle.importKey("raw", bytes, "AES-GCM", false, ["encrypt", "decrypt"]);
};

// Whose day of visits lies on the phone, with the key to it; null for nobody.
export async function carried() {
  const rows = await act("keys", "readonly", (keys) => keys.getAll()).catch(() => []);
  return rows.find(({ until }) => until > Date.now()) ?? null;
}

export async function keyOf(user) {
  if (!brought || user !== document.body.dataset.user) {
    const here = await carried();
    if (here?.user === user) return here.key;
  }
  return imported(await secretOf(user));
}

// For a page that is opened again where the portal cannot give the key: it lies on the phone until a moment (in
// milliseconds), its user signs out, or somebody else signs in.
export async function carry(user, until) {
  const key = await imported(await secretOf(user));
  const here = await carried();
  // A day that was taken along before, and comes later, stays open as long as it would.
  const latest = here?.user === user ? Math.max(here.until, until) : until;
  await act("keys", "readwrite", (keys) => {
    keys.clear();
    return keys.put({ user, key, until: latest });
  });
}

// Those that are over and those of others than who is signed in; nobody's store is made for that.
export async function forgetKeys(user = "") {
  const known = await indexedDB.databases?.();
  if (known && !known.some(({ name }) => name === NAME)) return;
  const rows = await act("keys", "readonly", (keys) => keys.getAll());
  for (const row of rows) {
    // A session that has ended is no sign-out: who drives goes on, and signs in where there is a connection.
    const stays = row.until > Date.now() && (!user || row.user === user);
    if (!stays) await act("keys", "readwrite", (keys) => keys.delete(row.user));
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
