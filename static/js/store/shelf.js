// What is being typed into one form: the newest version alone, until it is saved.
import { entriesOf } from "./entries.js";

export function shelf({ user, kind, place, url }) {
  const entries = entriesOf(user);
  const id = `${user}:${place}`;
  let newest = null;
  // One after the other, or an older version could be written last.
  let last = Promise.resolve();
  const next = (work) => (last = last.then(work, work));

  return {
    read: () => next(async () => (await entries.all(place))[0]?.content ?? null),
    keep(content) {
      newest = content;
      return next(() => (newest === content ? entries.put({ id, kind, place, url, state: "kept" }, content) : null));
    },
    forget() {
      newest = null;
      return next(() => entries.remove([id]));
    },
    settled: () => last,
  };
}
