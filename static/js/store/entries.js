// The entries of one user on this phone. What an entry holds is sealed; in the clear stand `id`, `user`, `kind` (what
// it is), `place` (the form or list that it belongs to), `url`, `at` and `state`:
//   waiting  to be sent       kept  goes on in its form       refused  until somebody has seen why
// and `page`, where it is shown, and `locked`, when the key of its user does not open it: the portal has another secret.
// Where the browser keeps nothing (private window, storage full), they last as long as the page.
import { act, everything } from "./database.js";
import { keyOf, seal, unseal } from "./key.js";

// The places that this page looks after itself; those of others are start.js's.
export const own = new Set();

export const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

const stores = new Map();

// Something done to an entry as it lies there now, and to none that is gone.
function asItLies(id, work) {
  return act("entries", "readwrite", (entries) => {
    const asked = entries.get(id);
    asked.onsuccess = () => asked.result && work(entries, asked.result);
    return asked;
  });
}

export function entriesOf(user) {
  if (!stores.has(user)) stores.set(user, make(user));
  return stores.get(user);
}

function make(user) {
  const memory = new Map();
  let asked = null;
  // Once per page: what is typed after the session has ended is sealed as well.
  const key = () => (asked ??= keyOf(user).catch((error) => { asked = null; throw error; }));

  // Whether it lies on the phone now, or in the memory of this page alone.
  async function put(entry, content) {
    const whole = { at: new Date().toISOString(), state: "waiting", ...entry, user };
    // At once: what is asked for in this very moment is there.
    const fleeting = { ...whole, content };
    memory.set(whole.id, fleeting);
    const isNewest = () => memory.get(whole.id) === fleeting;
    try {
      const row = { ...whole, ...(await seal(await key(), whole, content)) };
      // Meanwhile it was sent, or something newer stands in its place: it must not come back.
      if (!isNewest()) return true;
      await act("entries", "readwrite", (entries) => entries.put(row));
      if (isNewest()) memory.delete(whole.id);
      return true;
    } catch {
      // It stays in memory.
      return false;
    }
  }

  async function opened(row) {
    const opening = await key().catch(() => null);
    // No key just now: it stays where it lies.
    if (!opening) return null;
    const content = await unseal(opening, row).catch(() => null);
    const locked = content === null;
    const tell = (entries, now) => entries.put({ ...now, locked });
    if (locked !== Boolean(row.locked)) await asItLies(row.id, tell).catch(() => {});
    return locked ? null : { ...row, content };
  }

  async function all(place) {
    // Taken first: what leaves memory meanwhile is found below, and nothing is missed between the two.
    const fleeting = new Map(memory);
    const rows = await everything().catch(() => []);
    const mine = rows.filter((row) => row.user === user && !fleeting.has(row.id));
    const lasting = await Promise.all(mine.filter((row) => row.place === place).map(opened));
    const found = [...lasting.filter(Boolean), ...[...fleeting.values()].filter((row) => row.place === place)];
    return found.sort((one, other) => (one.at < other.at ? -1 : 1));
  }

  async function remove(ids) {
    for (const id of ids) {
      memory.delete(id);
      await act("entries", "readwrite", (entries) => entries.delete(id)).catch(() => {});
    }
  }

  // What was read there, unless another page has written it anew since.
  async function removeRead({ id, at }) {
    await asItLies(id, (entries, now) => now.at === at && entries.delete(id)).catch(() => {});
  }

  return { put, all, remove, removeRead, isFleeting: () => memory.size > 0 };
}
