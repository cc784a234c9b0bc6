// The paper beside the form: larger, smaller, and turned by a quarter.
const LARGEST = 4;

for (const side of document.querySelectorAll("[data-paper]")) {
  const pages = side.querySelector(".paper-scroll");
  let size = 1;
  let turned = 0;
  const show = () => {
    pages.style.setProperty("--size", `${size * 100}%`);
    pages.dataset.turned = turned;
  };
  const on = (what, act) => side.querySelector(`[data-${what}]`).addEventListener("click", () => { act(); show(); });
  on("larger", () => { size = Math.min(LARGEST, size + 0.5); });
  on("smaller", () => { size = Math.max(1, size - 0.5); });
  on("turn", () => { turned = (turned + 90) % 360; });
  side.querySelector("[data-paper-tools]").hidden = false;
}
