// Days of visits that were taken along: each an entry that is read and never sent, with the moment `until` which it stays.
import { act, everything } from "./database.js";
import { carry } from "./key.js";
import { entriesOf } from "./entries.js";

export const PLACE = "luggage";
export const isLuggage = ({ place }) => place === PLACE;
const idOf = (user, day) => `luggage-${user}-${day}`;

// Fails where this browser keeps nothing. `day` holds `day`, its number, and `on`; `page` is where it is opened.
export async function pack(user, day, { until, page }) {
  await carry(user, until);
  if (!(await keep(user, day, { until, page }))) throw new Error("nothing is kept");
}

// What is known of a day now, in the place of what was packed.
export function keep(user, day, { until, page }) {
  const entry = { id: idOf(user, day.day), kind: "day", place: PLACE, url: page, page, state: "kept", until };
  return entriesOf(user).put(entry, day);
}

// The days of a user, the next one first.
export async function packed(user) {
  const rows = await entriesOf(user).all(PLACE);
  return rows.sort((one, other) => (one.content.on < other.content.on ? -1 : 1));
}

export const drop = (user, day) => entriesOf(user).remove([idOf(user, day)]);

// Takes days off the phone, without opening them.
export async function unpack(isOver) {
  const rows = await everything().catch(() => []);
  for (const entry of rows.filter(isLuggage).filter(isOver)) {
    await act("entries", "readwrite", (entries) => entries.delete(entry.id));
  }
}
