// Dots between thousands while somebody types. What is no plain figure stays as it was typed, to be told of.
import { read, written } from "./reading.js";

const WRITTEN = /^-?\d{1,3}(\.\d{3})*$/;
const well = (text) => WRITTEN.test(text) || /^-?\d*$/.test(text);

// As a text: a figure that is too large to be true is told of as it was typed.
const grouped = (digits) => digits.replace(/^(-?)0+(?=\d)/, "$1").replace(/\B(?=(\d{3})+(?!\d))/g, ".");

// The place in `text` behind so many digits.
function behind(text, digits) {
  let place = 0;
  for (let left = digits; left > 0 && place < text.length; place += 1) if (/\d/.test(text[place])) left -= 1;
  return place;
}

export function withDots(field) {
  let before = field.value;
  field.addEventListener("input", (event) => {
    const old = before;
    before = field.value;
    // A dot or a letter that somebody types himself is his: 1.5 must not become 15.
    if (event.data && /\D/.test(event.data)) return;
    const digits = field.value.replaceAll(".", "");
    // Digit by digit, or a whole figure at once: pasted, or put in by the telephone.
    const goesOn = Boolean(event.data) || event.inputType?.startsWith("delete");
    const whole = goesOn ? null : read(field.value, "any").value;
    if (goesOn ? !well(old) || !/^-?\d+$/.test(digits) : whole == null) return;
    const text = goesOn ? grouped(digits) : written(whole);
    if (text === field.value) return;
    if (!goesOn) {
      // Whole at once: whoever goes on typing goes on behind it.
      field.value = text;
      before = text;
      if (document.activeElement === field) field.setSelectionRange(text.length, text.length);
      return;
    }
    const caret = field.selectionStart ?? field.value.length;
    const passed = field.value.slice(0, caret).replace(/\D/g, "").length;
    // Zeros in front go away with the number.
    const gone = digits.replace("-", "").length - text.replace(/\D/g, "").length;
    field.value = text;
    const place = behind(text, passed - gone);
    if (document.activeElement === field) field.setSelectionRange(place, place);
    before = text;
  });
}
