// The entries of one user on this phone. What an entry holds is sealed; in the clear stand `id`, `user`, `kind` (what
// it is), `place` (the form or list that it belongs to), `url`, `at` and `state`:
//   waiting  to be sent       kept  goes on in its form       refused  until somebody has seen why
// Where the browser keeps nothing (private window, storage full), they last as long as the page.
import { act, everything } from "./database.js";
import { keyOf, seal, unseal } from "./key.js";

export const newId = () => crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;

const stores = new Map();

export function entriesOf(user) {
  if (!stores.has(user)) stores.set(user, make(user));
  return stores.get(user);
}

function make(user) {
  const memory = new Map();
  let asked = null;
  // Once per page: what is typed after the session has ended is sealed as well.
  const key = () => (asked ??= keyOf(user).catch((error) => { asked = null; throw error; }));

  async function put(entry, content) {
    const whole = { at: new Date().toISOString(), state: "waiting", ...entry, user };
    // At once: what is asked for in this very moment is there.
    memory.set(whole.id, { ...whole, content });
    try {
      const row = { ...whole, ...(await seal(await key(), whole, content)) };
      await act("entries", "readwrite", (entries) => entries.put(row));
      if (memory.get(whole.id)?.content === content) memory.delete(whole.id);
    } catch {
      // It stays in memory.
    }
  }

  async function opened(row) {
    try {
      return { ...row, content: await unseal(await key(), row) };
    } catch {
      // No key just now, or one of an installation that has another secret: it stays where it lies.
      return null;
    }
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

  return { put, all, remove, isFleeting: () => memory.size > 0 };
}
