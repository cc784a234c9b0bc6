// Visits recorded where there is no connection: the day lies on this phone, what is typed as well, and it is sent when
// the portal answers. One form is open at a time.
import { everything } from "./store/database.js";
import { entriesOf, newId } from "./store/entries.js";
import { carried } from "./store/key.js";
import { drop, keep, packed } from "./store/luggage.js";
import { queue } from "./store/queue.js";
import { shelf } from "./store/shelf.js";
import { read, renewed, session } from "./store/states.js";
import { inBase64, small } from "./photos.js";
import { check, fill, position, today } from "./visit_fields.js";

const root = document.querySelector("[data-visits]");
const texts = root.dataset;
const page = location.pathname;
const PLACE = "visits";
const PHOTOS = "visit-photos";
const DRAFT = "visit-draft";
// What a photo may have that this phone cannot make small: it travels as letters.
const LARGEST_RAW = 1_400_000;
const part = (name, within = root) => within.querySelector(`[data-${name}]`);
const copy = (name) => part(`${name}-template`).content.firstElementChild.cloneNode(true);

function say(text, tone = "revival") {
  const status = part("status");
  status.textContent = text ?? "";
  status.className = `scan-status tone-${tone}`;
}

// Whose day lies here; after its time whoever is signed in, for what was not finished.
async function begin() {
  const user = (await carried())?.user ?? (await session()).user;
  if (!user) {
    part("nothing").hidden = false;
    return;
  }
  document.body.dataset.user = user;
  work(user);
}

function work(user) {
  const entries = entriesOf(user);
  const visits = queue({ user, kind: "visit", place: PLACE, url: texts.take, page, tell: told });
  const photosOf = async (stop) => (await entries.all(PHOTOS)).filter(({ content }) => content.stop === stop);
  const draftOf = (stop) => shelf({ user, kind: DRAFT, place: `visit:${stop}`, url: page });
  let days = [];
  let current = null;

  // Where it stands with a stop, in one word.
  async function statesOf() {
    const found = new Map();
    const note = (list, state) => list.filter(({ content }) => content.kind === "visit")
      .forEach((entry) => found.set(entry.content.stop, { state, entry }));
    note(await visits.waiting(), "waiting");
    note(await visits.refused(), "refused");
    return found;
  }

  // What was begun and not finished, also of a day that is not here any more.
  async function begun() {
    const rows = (await everything().catch(() => [])).filter((entry) => entry.user === user && entry.kind === DRAFT);
    const keys = [...new Set(rows.map(({ place }) => Number(place.split(":")[1])))];
    const found = await Promise.all(keys.map(async (key) => [key, await draftOf(key).read()]));
    return new Map(found.filter(([, content]) => content));
  }

  async function draw() {
    days = await packed(user);
    const [states, drafts] = [await statesOf(), await begun()];
    const list = part("days");
    list.replaceChildren();
    for (const day of days) {
      const box = copy("day");
      part("title", box).textContent = day.content.title;
      for (const [place, stop] of day.content.stops.entries()) part("stops", box).append(line(stop, place, states, drafts));
      list.append(box);
    }
    const known = new Set(stops().map(({ stop }) => stop));
    const left = [...drafts].filter(([key]) => !known.has(key) && !states.has(key)).map(([, { stop }]) => stop);
    if (left.length) {
      const box = copy("day");
      part("title", box).textContent = texts.unfinished;
      for (const [place, stop] of left.entries()) part("stops", box).append(line(stop, place, states, drafts));
      list.append(box);
    }
    part("nothing").hidden = days.length + states.size + left.length > 0;
    const waits = (await visits.waiting()).length;
    part("waiting").hidden = !waits;
    part("n", part("waiting")).textContent = waits;
    part("fleeting").hidden = !entries.isFleeting();
    await drawRefusals();
  }

  function line(stop, place, states, drafts) {
    const item = copy("stop");
    part("number", item).textContent = place + 1;
    part("name", item).textContent = stop.name;
    part("address", item).textContent = stop.address;
    const { state } = states.get(stop.stop) ?? {};
    const named = state ?? (drafts.has(stop.stop) ? "begun" : stop.done.length ? "done" : "open");
    const badge = part("state", item);
    badge.textContent = texts[`state${named[0].toUpperCase()}${named.slice(1)}`];
    badge.className = `badge-status tone-${{ waiting: "watch", refused: "bad", done: "good", begun: "revival" }[named] ?? "quiet"}`;
    const button = part("open", item);
    button.disabled = state === "waiting";
    button.addEventListener("click", () => open(stop));
    return item;
  }

  // What the portal has not taken, each with the reason, to be corrected.
  async function drawRefusals() {
    const refused = (await visits.refused()).filter(({ content }) => content.kind === "visit");
    const lost = (await visits.refused()).filter(({ content }) => content.kind !== "visit");
    const items = [...refused, ...lost].map((entry) => {
      const item = copy("refusal");
      part("name", item).textContent = entry.content.kind === "visit" ? entry.content.name : texts.photo;
      part("reason", item).textContent = entry.content.reason || texts.refused;
      const isVisit = entry.content.kind === "visit";
      part("correct", item).hidden = !isVisit;
      part("seen", item).hidden = isVisit;
      part("correct", item).addEventListener("click", () => correct(entry));
      part("seen", item).addEventListener("click", async () => { await entries.remove([entry.id]); await draw(); });
      return item;
    });
    part("refusals").hidden = !items.length;
    part("list", part("refusals")).replaceChildren(...items);
  }

  const stops = () => days.flatMap(({ content }) => content.stops);

  // Back into its form, with its photos, under the same name: it was never recorded.
  async function correct({ id, content }) {
    const bare = { stop: content.stop, case: content.case, name: content.name, address: "", done: [] };
    const stop = stops().find(({ stop: key }) => key === content.stop) ?? bare;
    await draftOf(content.stop).keep({ entry: id, fields: content.fields, stop });
    for (const photo of [...(await visits.refused()), ...(await visits.waiting())]) {
      if (photo.content.kind === "photo" && photo.content.visit === id) await keepPhoto(photo.id, photo.content);
    }
    await entries.remove([id]);
    await draw();
    await open(stop);
  }

  const keepPhoto = (id, { visit, stop, name, data }) => (
    entries.put({ id, kind: "photo", place: PHOTOS, url: page, page, state: "kept" }, { visit, stop, name, data }));

  // Photos whose visit was finished go after it, also those that a page left when it was closed in the middle.
  async function queuePhotos() {
    const unfinished = new Set([current?.entry, ...[...(await begun()).values()].map(({ entry }) => entry)]);
    let after = Date.now();
    for (const { id, content } of await entries.all(PHOTOS)) {
      if (unfinished.has(content.visit)) continue;
      after += 1;
      await visits.keep({ kind: "photo", ...content }, { id, kind: "photo", at: new Date(after).toISOString() });
    }
  }

  async function open(stop) {
    const draft = draftOf(stop.stop);
    const kept = await draft.read();
    const box = copy("form");
    const form = box.querySelector("form");
    current = { stop, draft, entry: kept?.entry ?? newId(), form };
    part("name", box).textContent = stop.name;
    part("address", box).textContent = stop.address;
    for (const name of ["chair", "phone", "step", "reason"]) {
      part(name, box).textContent = stop[name] || "–";
    }
    if (stop.phone) part("phone", box).href = `tel:${stop.phone}`;
    part("done", box).hidden = !stop.done.length;
    part("who", part("done", box)).textContent = stop.done.join(", ");
    fill(form, kept?.fields ?? { on: dayOf(stop) });
    form.addEventListener("input", keepTyped);
    form.addEventListener("submit", (event) => { event.preventDefault(); finish(); });
    part("back", box).addEventListener("click", close);
    part("files", box).addEventListener("change", takePhotos);
    part("open-form").replaceChildren(box);
    part("overview").hidden = true;
    await drawPhotos();
    position(form, { texts, changed: keepTyped });
    box.querySelector("h2").focus();
    window.scrollTo(0, 0);
  }

  // The day that was planned, unless it lies ahead.
  function dayOf(stop) {
    const planned = days.find(({ content }) => content.stops.includes(stop))?.content.on;
    return planned && planned < today() ? planned : today();
  }

  const typed = () => Object.fromEntries([...new FormData(current.form)].filter(([, value]) => typeof value === "string"));
  function keepTyped() {
    return current.draft.keep({ entry: current.entry, fields: typed(), stop: current.stop });
  }

  async function close() {
    await current?.draft.settled();
    current = null;
    part("open-form").replaceChildren();
    part("overview").hidden = false;
    await draw();
  }

  async function finish() {
    const { stop, draft, entry, form } = current;
    if (!check(form, texts)) return;
    const content = { kind: "visit", stop: stop.stop, case: stop.case, name: stop.name, fields: typed() };
    // Where nothing more can be kept, the draft stays until the portal has the visit.
    const isKept = await visits.keep(content, { id: entry });
    if (isKept) await draft.forget();
    await close();
    say(isKept ? texts.kept : texts.notKept, isKept ? "watch" : "bad");
    await send();
  }

  async function takePhotos({ target }) {
    const { stop, entry, form } = current;
    const problem = part("photo-problem", form);
    problem.textContent = "";
    // First of all the draft: a photo without one is taken for that of a visit that was finished.
    await keepTyped();
    for (const file of target.files) {
      if ((await photosOf(stop.stop)).length >= Number(texts.most)) {
        problem.textContent = texts.tooMany;
        break;
      }
      const blob = await small(file);
      if (blob.size > LARGEST_RAW) {
        problem.textContent = texts.cannotShrink.replace("{name}", file.name);
        continue;
      }
      const photo = { visit: entry, stop: stop.stop, name: file.name, data: await inBase64(blob) };
      if (!(await keepPhoto(newId(), photo))) problem.textContent = texts.notKept;
    }
    target.value = "";
    if (current?.form === form) await drawPhotos();
  }

  async function drawPhotos() {
    const { stop, form } = current;
    const items = (await photosOf(stop.stop)).map((photo) => {
      const item = copy("photo");
      item.querySelector("img").src = `data:image/jpeg;base64,${photo.content.data}`;
      item.querySelector("button").addEventListener("click", async () => {
        await entries.remove([photo.id]);
        await drawPhotos();
      });
      return item;
    });
    part("photos", form).replaceChildren(...items);
  }

  async function told(state, text, outcomes) {
    for (const [{ content }, { result, text: outcome }] of outcomes) {
      if (content.kind !== "visit") continue;
      if (result !== "refused") await finished(content.stop);
      say(outcome || texts.refused, { new: "good", again: "watch", refused: "bad" }[result]);
    }
    const called = { offline: texts.offline, ended: texts.signedOut, later: texts.later }[state];
    if (called) say(called, state === "ended" ? "bad" : "watch");
    part("sign-in").hidden = state !== "ended";
    if (!current) await draw();
  }

  async function finished(stop) {
    const draft = draftOf(stop);
    if (await draft.read()) await draft.forget();
    const day = (await packed(user)).find(({ content }) => content.stops.some(({ stop: key }) => key === stop));
    if (!day) return;
    const of = day.content.stops.find(({ stop: key }) => key === stop);
    if (!of.done.length) of.done.push(texts.you);
    await store(day);
  }

  const store = (day) => keep(user, day.content, { until: day.until, page });

  // Once all of a day is recorded and sent, or it was called off, nothing of it stays here.
  async function empty() {
    if ((await visits.waiting()).length || (await visits.refused()).length) return;
    for (const { content } of await packed(user)) {
      const isOver = content.isOff || content.stops.every(({ done }) => done.length);
      if (isOver && !(await hasOwn(content))) await drop(user, content.day);
    }
  }

  // Whether something of one's own lies here for a stop of a day.
  async function hasOwn({ stops: of }) {
    const keys = new Set([...(await begun()).keys(), ...(await entries.all(PHOTOS)).map(({ content }) => content.stop)]);
    return of.some(({ stop }) => keys.has(stop));
  }

  // What others have recorded meanwhile, and what was called off.
  async function renew() {
    for (const day of await packed(user)) {
      const answer = await read(texts.luggage.replace("/0/", `/${day.content.day}/`));
      if (answer.state === "done") await store({ ...day, content: answer.luggage });
      if (answer.state === "refused") {
        say(answer.text, "watch");
        await store({ ...day, content: { ...day.content, isOff: true } });
      }
    }
  }

  // The page was kept for everybody: the token of the session comes first.
  async function send() {
    await renewed();
    await queuePhotos();
    await visits.sendNew();
    await empty();
    if (!current) await draw();
  }

  async function catchUp() {
    await renew();
    await send();
  }

  window.addEventListener("online", catchUp);
  draw().then(catchUp);
}

begin();
