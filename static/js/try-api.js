"use strict";

// The forms of the interface for programs, drawn from its OpenAPI document. They are large: loaded when asked for.
const place = document.getElementById("try");
const button = document.querySelector("[data-try]");

function draw() {
  button.parentElement.remove();
  place.hidden = false;
  SwaggerUIBundle({
    domNode: place,
    url: place.dataset.document,
    presets: [SwaggerUIBundle.presets.apis],
    layout: "BaseLayout",
    defaultModelsExpandDepth: -1,
    validatorUrl: null,
  });
}

button.hidden = false;
button.addEventListener("click", () => {
  button.disabled = true;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = button.dataset.style;
  // Before the portal's own, which mends its colours.
  document.querySelector("link[rel=stylesheet][href*='css/api']").before(style);
  const bundle = document.createElement("script");
  bundle.src = button.dataset.bundle;
  bundle.addEventListener("load", draw);
  bundle.addEventListener("error", () => { button.disabled = false; });
  document.head.append(bundle);
});
