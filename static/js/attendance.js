// Attendance at the door. Marks go into a queue on the device first and leave it when the portal has answered, so that
// none is lost while the connection is away; the portal keeps each once, however often it arrives.
(() => {
  const root = document.querySelector("[data-attendance]");
  // The head of the office reads the list; there is nothing to note.
  if (!root || !root.querySelector("[data-typed]")) return;
  const texts = root.dataset;
  const key = `solokop-marks-${texts.session}`;
  const csrf = root.querySelector("input[name=csrfmiddlewaretoken]").value;
  const status = root.querySelector("[data-status]");
  const waiting = root.querySelector("[data-waiting]");
  const RETRY = 4000;
  const AGAIN = 3000;
  let sending = false;
  let timer = 0;
  let memory = [];

  // Where the storage is full or forbidden, the queue lasts as long as the page.
  let stores = true;
  const read = () => {
    if (!stores) return memory;
    try {
      return JSON.parse(localStorage.getItem(key)) || [];
    } catch {
      return memory;
    }
  };
  const write = (marks) => {
    memory = marks;
    try {
      localStorage.setItem(key, JSON.stringify(marks));
      stores = true;
    } catch {
      stores = false;
    }
    waiting.hidden = !marks.length;
    waiting.querySelector("[data-n]").textContent = marks.length;
  };
  const say = (text, tone) => {
    status.textContent = text;
    status.className = `scan-status tone-${tone}`;
  };
  const clean = (text) =>
    text.trim().replace(/\/+$/, "").split("/").pop().toUpperCase().replace(/[^A-Z0-9]/g, "")
      .replace(/O/g, "0").replace(/[IL]/g, "1");
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

  // What was refused stays on the page until somebody has seen it.
  const refused = root.querySelector("[data-refused]");
  refused.querySelector("button").addEventListener("click", () => {
    refused.querySelector("ul").replaceChildren();
    refused.hidden = true;
  });
  const keepRefusal = (mark, text) => {
    const row = rowOf(mark.code);
    const item = document.createElement("li");
    item.textContent = `${row ? row.dataset.name : mark.code}: ${text}`;
    refused.querySelector("ul").append(item);
    refused.hidden = false;
  };

  const answered = (mark, outcome) => {
    if (outcome.result === "refused") keepRefusal(mark, outcome.text);
    show(mark.code, outcome.result === "refused" ? "refused" : "there");
    say(outcome.text, { new: "good", again: "watch", refused: "bad" }[outcome.result]);
  };

  const later = () => {
    clearTimeout(timer);
    timer = setTimeout(send, RETRY);
  };

  async function send() {
    const batch = read().slice(0, 100);
    if (sending || !batch.length) return;
    sending = true;
    try {
      const response = await fetch(texts.url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": csrf },
        body: JSON.stringify({ marks: batch }),
        redirect: "manual",
      });
      if (response.type === "opaqueredirect" || response.status === 403) {
        say(texts.textSignIn, "bad");
        return;
      }
      if (response.status >= 500) {
        say(texts.textUnwell, "watch");
        later();
        return;
      }
      const answer = await response.json();
      // What the portal will never take is set aside, so that it does not hold up the rest.
      const outcomes = answer.outcomes || batch.map(() => ({ result: "refused", text: answer.error }));
      const sent = new Set(batch.map((mark) => mark.id));
      write(read().filter((mark) => !sent.has(mark.id)));
      batch.forEach((mark, i) => answered(mark, outcomes[i]));
      if (read().length) later();
    } catch {
      say(texts.textOffline, "watch");
      later();
    } finally {
      sending = false;
    }
  }

  const add = (code, how) => {
    // The same person twice is one mark.
    if (read().some((mark) => mark.code === code && mark.day === Number(texts.day))) {
      say(texts.textAgain, "watch");
      return;
    }
    const mark = { id: `${Date.now()}-${Math.random()}`, code, day: Number(texts.day), at: new Date().toISOString(), how };
    write([...read(), mark]);
    show(code, "waiting");
    const row = rowOf(code);
    say(row ? row.dataset.name : code, row ? "revival" : "watch");
    if (navigator.vibrate) navigator.vibrate(60);
    send();
  };

  root.querySelector("[data-typed]").addEventListener("submit", (event) => {
    event.preventDefault();
    const field = event.target.querySelector("input[name=code]");
    const code = clean(field.value);
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
      headers: { "Content-Type": "application/octet-stream", "X-CSRFToken": csrf },
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
        const code = text && clean(text);
        if (code && (seen.get(code) || 0) < Date.now() - AGAIN) add(code, "scan");
        if (code) seen.set(code, Date.now());
      }
    } catch {
      say(texts.textNoReading, "watch");
    }
    setTimeout(look, detector ? 150 : 400);
  }

  const close = () => {
    for (const track of stream ? stream.getTracks() : []) track.stop();
    stream = null;
    video.hidden = true;
    open.textContent = texts.textOpen;
  };
  open.hidden = !navigator.mediaDevices;
  open.addEventListener("click", async () => {
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

  window.addEventListener("online", send);
  window.addEventListener("pagehide", close);
  write(read());
  for (const mark of read()) if (mark.day === Number(texts.day)) show(mark.code, "waiting");
  send();
})();
