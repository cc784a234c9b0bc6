// Attendance at the door. Marks lie in the store of this phone first and leave it when the portal has answered, so that
// none is lost while the connection is away.
import { codeIn } from "./codes.js";
import { queue } from "./store/queue.js";
import { read } from "./store/states.js";

const root = document.querySelector("[data-attendance]");
const typed = root.querySelector("[data-typed]");
begin();

function begin() {
  const texts = root.dataset;
  const { user } = document.body.dataset;
  const status = root.querySelector("[data-status]");
  const note = root.querySelector("[data-waiting]");
  const AGAIN = 3000;
  const day = Number(texts.day);
  const place = `attendance:${texts.session}`;
  const marks = queue({ user, kind: "mark", place, url: texts.url, page: location.pathname, tell: told });
  const CALLED = { offline: texts.textOffline, ended: texts.textSignIn, later: texts.textUnwell };

  const say = (text, tone) => {
    if (!status) return;
    status.textContent = text;
    status.className = `scan-status tone-${tone}`;
  };
  const rowOf = (code) => root.querySelector(`[data-code="${CSS.escape(code)}"]`);
  const show = (code, state) => {
    const row = rowOf(code);
    if (!row) return;
    row.dataset.state = state;
    const box = row.querySelector("input[type=checkbox]");
    if (box && state !== "refused") {
      box.checked = false;
      box.disabled = true;
    }
    if (box && state === "refused") box.disabled = false;
    root.querySelector("[data-count]").textContent = root.querySelectorAll("[data-state=there]").length;
    row.querySelector("[data-mark]").textContent = { waiting: texts.textWaiting, there: texts.textThere }[state] || "";
  };

  // What waits and what was refused, as it lies in the store; a refusal stays until somebody has seen it.
  const refusals = root.querySelector("[data-refused]");
  async function draw() {
    const waiting = await marks.waiting();
    note.hidden = !waiting.length;
    note.querySelector("[data-n]").textContent = waiting.length;
    note.querySelector("[data-fleeting]").hidden = !marks.isFleeting();
    for (const { content } of waiting) if (content.day === day) show(content.code, "waiting");
    const items = (await marks.refused()).map(({ content }) => {
      const item = document.createElement("li");
      item.textContent = `${rowOf(content.code)?.dataset.name ?? content.code}: ${content.reason || texts.textRefused}`;
      return item;
    });
    refusals.querySelector("ul").replaceChildren(...items);
    refusals.hidden = !items.length;
  }
  refusals.querySelector("button").addEventListener("click", async () => {
    await marks.seen();
    await draw();
  });

  async function told(state, text, outcomes) {
    for (const [{ content }, { result, text: outcome }] of outcomes) {
      if (content.day === day) show(content.code, result === "refused" ? "refused" : "there");
      say(outcome || texts.textRefused, { new: "good", again: "watch", refused: "bad" }[result]);
    }
    const fleeting = state === "ended" && marks.isFleeting() && texts.textSignInFleeting;
    if (CALLED[state]) say(fleeting || text || CALLED[state], state === "ended" ? "bad" : "watch");
    await draw();
  }

  // Another door notes people as well, and what the page before has sent may have arrived after this one was drawn.
  async function lookWhoIsThere() {
    const { there } = await read(texts.thereUrl);
    for (const code of there ?? []) show(code, "there");
  }
  async function catchUp() {
    await marks.send();
    await lookWhoIsThere();
  }

  // Codes that are on their way into the store: the same person twice is one mark.
  const coming = new Set();
  async function add(code, how) {
    if (coming.has(code)) return;
    coming.add(code);
    if ((await marks.waiting()).some(({ content }) => content.code === code && content.day === day)) {
      coming.delete(code);
      say(texts.textAgain, "watch");
      return;
    }
    show(code, "waiting");
    const row = rowOf(code);
    say(row ? row.dataset.name : code, row ? "revival" : "watch");
    if (navigator.vibrate) navigator.vibrate(60);
    const kept = marks.keep({ code, day, at: new Date().toISOString(), how });
    coming.delete(code);
    await kept;
    await draw();
    await marks.sendNew();
  }

  // Of a session that takes none now, or for the head of the office: what waits or was refused is shown all the same.
  typed?.addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.querySelector("input[name=code]");
    const code = codeIn(field.value);
    if (code) add(code, "typed");
    field.value = "";
    field.focus();
  });
  root.querySelector("[data-ticks]")?.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const box of event.target.elements) if (box.checked && !box.disabled) add(box.value, "list");
  });

  // The camera
  const open = root.querySelector("[data-camera]");
  const video = root.querySelector("video");
  const canvas = document.createElement("canvas");
  let stream = null;
  const seen = new Map();

  const detector = "BarcodeDetector" in window ? new window.BarcodeDetector({ formats: ["qr_code"] }) : null;

  async function byPortal() {
    const scale = Math.min(1, 480 / video.videoWidth);
    canvas.width = Math.round(video.videoWidth * scale);
    canvas.height = Math.round(video.videoHeight * scale);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    const grey = new Uint8Array(data.length / 4);
    for (let i = 0; i < grey.length; i += 1) {
      grey[i] = (data[4 * i] * 77 + data[4 * i + 1] * 150 + data[4 * i + 2] * 29) >> 8;
    }
    const response = await fetch(`${texts.decodeUrl}?width=${canvas.width}&height=${canvas.height}`, {
      method: "POST",
      headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": root.querySelector("input[name=csrfmiddlewaretoken]").value },
      body: grey,
    });
    return response.ok ? (await response.json()).text : "";
  }

  async function look() {
    if (!stream) return;
    try {
      if (video.videoWidth) {
        const found = detector ? await detector.detect(video) : [];
        const text = found.length ? found[0].rawValue : detector ? "" : await byPortal();
        const code = text && codeIn(text);
        if (code && (seen.get(code) || 0) < Date.now() - AGAIN) add(code, "scan");
        if (code) seen.set(code, Date.now());
      }
    } catch {
      say(texts.textNoReading, "watch");
    }
    setTimeout(look, detector ? 150 : 400);
  }

  const close = () => {
    if (!stream) return;
    for (const track of stream.getTracks()) track.stop();
    stream = null;
    video.hidden = true;
    open.textContent = texts.textOpen;
  };
  if (open) open.hidden = !navigator.mediaDevices;
  open?.addEventListener("click", async () => {
    if (stream) return close();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
      video.srcObject = stream;
      video.hidden = false;
      await video.play();
      open.textContent = texts.textClose;
      look();
    } catch {
      close();
      say(texts.textNoCamera, "bad");
    }
    return undefined;
  });

  // Marks of an earlier version of the portal, which kept them in the clear and without a word of whose they are. Sent
  // by whoever opens the page next, they would say that this person has noted them: so it is asked, and they stay.
  function earlier() {
    const key = `solokop-marks-${texts.session}`;
    const old = JSON.parse(localStorage.getItem(key) ?? "[]");
    const box = root.querySelector("[data-earlier]");
    if (!box || !old.length) return;
    box.hidden = false;
    box.querySelector("[data-n]").textContent = old.length;
    const gone = () => {
      localStorage.removeItem(key);
      box.hidden = true;
    };
    box.querySelector("[data-mine]").addEventListener("click", async () => {
      box.hidden = true;
      for (const { code, day: on, at, how } of old) await marks.keep({ code, day: on, at, how });
      // Where the store keeps nothing, they stay until the portal has them.
      if (!marks.isFleeting()) gone();
      await draw();
      await marks.sendNew();
      if (!marks.isFleeting()) gone();
    });
    box.querySelector("[data-delete]").addEventListener("click", () => {
      if (window.confirm(texts.textConfirm)) gone();
    });
  }

  window.addEventListener("online", catchUp);
  // Somebody has perhaps signed in again in another window.
  window.addEventListener("focus", catchUp);
  window.addEventListener("pagehide", close);
  try {
    earlier();
  } catch {
    // Nothing that can be read.
  }
  draw().then(catchUp);
}
