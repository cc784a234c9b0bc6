// Entries that leave the phone when the portal has answered, in the order in which they were made. Each has an id, by
// which the portal records it once, however often it arrives.
import { entriesOf, newId, own } from "./entries.js";
import { ask } from "./states.js";

const RETRY = 4000;
const MOST = 100;
const SLOWEST = 60_000;
// Letters from which an entry goes alone, and after all others: on a slow connection words must not wait for a photo.
const HEAVY = 20_000;

function next(entries) {
  const light = entries.filter(({ content }) => JSON.stringify(content).length < HEAVY);
  return light.length ? light.slice(0, MOST) : entries.slice(0, 1);
}

// `page` is where the entries are shown. `tell` hears of each attempt: its state, its text, and `outcomes`, pairs of an
// entry and what the portal says of it.
export function queue({ user, kind, place, url, page, tell = () => {} }) {
  const entries = entriesOf(user);
  own.add(place);
  let sending = null;
  let timer = 0;
  let wait = RETRY;

  // A phone that takes nothing any more, not even a deletion, sends no entry for ever.
  const taken = new Set();

  async function inState(wanted) {
    return (await entries.all(place)).filter(({ id, state }) => state === wanted && !taken.has(id));
  }
  const waiting = () => inState("waiting");
  const refused = () => inState("refused");

  // What the portal will never take is set aside with the reason, so that it does not hold up the rest.
  function setAside({ id, at, content }, reason) {
    return entries.put({ id, at, kind, place, url, page, state: "refused" }, { ...content, reason });
  }

  async function attempt() {
    const batch = next(await waiting());
    if (!batch.length) return null;
    const told = await ask(url, JSON.stringify({ entries: batch.map(({ id, content }) => ({ ...content, id })) }));
    const outcomes = [];
    let isDelayed = false;
    if (["done", "refused"].includes(told.state)) {
      for (const [i, entry] of batch.entries()) {
        const outcome = told.outcomes?.[i] ?? { result: "refused", text: told.text };
        // The portal cannot take this one just now: it stays.
        if (outcome.result === "later") isDelayed = true;
        if (outcome.result === "later") continue;
        if (outcome.result !== "refused") taken.add(entry.id);
        if (outcome.result === "refused") await setAside(entry, outcome.text);
        else await entries.remove([entry.id]);
        outcomes.push([entry, outcome]);
      }
    }
    const state = isDelayed ? "later" : told.state;
    await tell(state, told.text, outcomes);
    return state;
  }

  async function run() {
    clearTimeout(timer);
    let state = await attempt();
    while (state === "done" || state === "refused") state = await attempt();
    if (state === "offline" || state === "later") timer = setTimeout(again, wait);
  }

  // One attempt at a time; what is added meanwhile goes along with the next.
  function begin() {
    sending ??= run().finally(() => { sending = null; });
    return sending;
  }

  function send() {
    wait = RETRY;
    return begin();
  }

  // By itself: less and less often, so that a connection that never carries it costs little.
  function again() {
    wait = Math.min(wait * 2, SLOWEST);
    return begin();
  }

  const keep = (content, { id = newId(), ...more } = {}) => (
    entries.put({ id, kind, place, url, page, ...more }, content));

  // Of something that was kept this moment: an attempt that was under way went without it.
  async function sendNew() {
    const underWay = sending;
    await send();
    if (underWay) await send();
  }

  const seen = async () => entries.remove((await refused()).map(({ id }) => id));

  return { keep, send, sendNew, waiting, refused, seen, isFleeting: entries.isFleeting };
}
