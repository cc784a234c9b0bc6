"use strict";

// Buttons that copy a text. Where the browser allows it only on https, the text is marked to be copied by hand.
const told = document.querySelector("[data-copied]");

function mark(button) {
  const range = document.createRange();
  range.selectNodeContents(button.parentElement.querySelector(".copy-text"));
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
  for (const other of document.querySelectorAll("[data-copy].copied")) other.classList.remove("copied");
  button.classList.add("copied");
  told.textContent = `${told.dataset.words}: ${button.dataset.copy}`;
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}
