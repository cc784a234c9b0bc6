// The fields of a visit on a phone: filled in again, looked at before they are sent, and the position that is given.
export function fill(form, fields) {
  for (const control of form.elements) {
    if (!(control.name in fields)) continue;
    if (control.type === "radio") control.checked = control.value === fields[control.name];
    else if (control.type !== "file") control.value = fields[control.name];
  }
}

// The office's day, whatever clock the phone goes by.
export const today = () => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Jakarta" }).format(new Date());

// What one field asks of another, told on the phone already: the portal would say so a day later.
export function check(form, texts) {
  const { elements } = form;
  const needs = [
    ["on", elements.on.value > today(), texts.needsPast],
    ["members_about", /[^\d.\s]/.test(elements.members_about.value), texts.needsDigits],
    ["met", elements.decision.value && !elements.met.value.trim(), texts.needsMet],
    ["next_due", elements.next_step.value.trim() && !elements.next_due.value, texts.needsDue],
    ["next_step", elements.next_due.value && !elements.next_step.value.trim(), texts.needsStep],
    ["ended", elements.begun.value && elements.ended.value && elements.ended.value < elements.begun.value, texts.needsOrder],
  ];
  for (const [name, isMissing, text] of needs) elements[name].setCustomValidity(isMissing ? text : "");
  const first = needs.find(([, isMissing]) => isMissing);
  if (first) elements[first[0]].addEventListener("input", () => check(form, texts), { once: true });
  return form.reportValidity();
}

// The button that gives a position, rounded, or takes it out. `changed` hears of each.
export function position(form, { texts, changed }) {
  const part = (name) => form.querySelector(`[data-position${name}]`);
  const { latitude, longitude } = form.elements;

  function show() {
    const has = Boolean(latitude.value);
    part("-told").textContent = has ? `${latitude.value}, ${longitude.value}` : "";
    part("").textContent = has ? texts.positionOff : texts.positionOn;
  }

  function put(one, other) {
    latitude.value = one;
    longitude.value = other;
    changed();
    show();
  }

  function locate() {
    part("-problem").textContent = "";
    if (latitude.value) return put("", "");
    // To about 100 m, before it is kept anywhere.
    const found = ({ coords }) => form.isConnected && put(coords.latitude.toFixed(3), coords.longitude.toFixed(3));
    const failed = () => { part("-problem").textContent = texts.noPosition; };
    if (navigator.geolocation) navigator.geolocation.getCurrentPosition(found, failed, { timeout: 20_000 });
    else failed();
    return undefined;
  }

  part("").addEventListener("click", locate);
  show();
}
