// Entries that leave the phone when the portal has answered, in the order in which they were made. Each has an id, by
// which the portal records it once, however often it arrives.
import { entriesOf, newId, own } from "./entries.js";
import { ask } from "./states.js";

const RETRY = 4000;
const MOST = 100;
// Letters of what goes along at once: on a slow connection a photo goes alone.
const LARGEST = 500_000;

function fitting(entries) {
  let size = 0;
  const end = entries.slice(0, MOST).findIndex(({ content }, place) => {
    size += JSON.stringify(content).length;
    return place > 0 && size > LARGEST;
  });
  return end < 0 ? entries.slice(0, MOST) : entries.slice(0, end);
}

// `page` is where the entries are shown. `tell` hears of each attempt: its state, its text, and `outcomes`, pairs of an
// entry and what the portal says of it.
export function queue({ user, kind, place, url, page, tell = () => {} }) {
  const entries = entriesOf(user);
  own.add(place);
  let sending = null;
  let timer = 0;

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
    const batch = fitting(await waiting());
    if (!batch.length) return null;
    const told = await ask(url, JSON.stringify({ entries: batch.map(({ id, content }) => ({ ...content, id })) }));
    const outcomes = [];
    if (["done", "refused"].includes(told.state)) {
      for (const [i, entry] of batch.entries()) {
        const outcome = told.outcomes?.[i] ?? { result: "refused", text: told.text };
        if (outcome.result !== "refused") taken.add(entry.id);
        if (outcome.result === "refused") await setAside(entry, outcome.text);
        else await entries.remove([entry.id]);
        outcomes.push([entry, outcome]);
      }
    }
    await tell(told.state, told.text, outcomes);
    return told.state;
  }

  async function run() {
    clearTimeout(timer);
    let state = await attempt();
    while (state === "done" || state === "refused") state = await attempt();
    if (state === "offline" || state === "later") timer = setTimeout(send, RETRY);
  }

  // One attempt at a time; what is added meanwhile goes along with the next.
  function send() {
    sending ??= run().finally(() => { sending = null; });
    return sending;
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
