"use strict";

// Buttons that copy a text. Where the browser allows it only on https, the text is marked to be copied by hand.
const told = document.querySelector("[data-copied]");

function mark(button) {
  const text = button.parentElement.querySelector(".copy-text");
  if (!text) return false;
  const range = document.createRange();
  range.selectNodeContents(text);
  const selection = window.getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
  return document.execCommand("copy");
}

async function copy(button) {
  try {
    await navigator.clipboard.writeText(button.dataset.copy);
  } catch {
    if (!mark(button)) return;
  }
  told.textContent = `${told.dataset.words}: ${button.dataset.copy}`;
  const label = button.querySelector(".copy-label");
  const words = label.dataset.words ?? label.textContent;
  label.dataset.words = words;
  label.textContent = told.dataset.words;
  setTimeout(() => { label.textContent = words; }, 2000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
