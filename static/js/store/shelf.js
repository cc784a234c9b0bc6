// What is being typed into one form: the newest version alone, until it is saved. Each opening of the form keeps its own,
// so that two windows take nothing from each other.
import { entriesOf, newId, own } from "./entries.js";

export function shelf({ user, kind, place, url }) {
  const entries = entriesOf(user);
  const id = newId();
  own.add(place);
  let newest = null;
  // What an earlier opening kept and this one goes on with. Still older ones wait for the next opening.
  let found = null;
  // One after the other, or an older version could be written last.
  let last = Promise.resolve();
  const next = (work) => (last = last.then(work, work));

  async function letGo() {
    if (found) await entries.removeRead(found);
    found = null;
  }

  return {
    read: () => next(async () => {
      found = (await entries.all(place)).at(-1) ?? null;
      return found?.content ?? null;
    }),
    keep(content) {
      newest = content;
      return next(async () => {
        if (newest !== content) return;
        await entries.put({ id, kind, place, url, page: url, state: "kept" }, content);
        if (!entries.isFleeting()) await letGo();
      });
    },
    forget() {
      newest = null;
      return next(async () => {
        await entries.remove([id]);
        await letGo();
      });
    },
    settled: () => last,
    isFleeting: entries.isFleeting,
  };
}
