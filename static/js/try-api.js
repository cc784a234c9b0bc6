"use strict";

// The forms of the interface for programs, drawn from its OpenAPI document. They are large: loaded when asked for.
const place = document.getElementById("try");
const opener = document.querySelector("[data-try]");

function draw() {
  opener.parentElement.remove();
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

opener.hidden = false;
opener.addEventListener("click", () => {
  opener.disabled = true;
  const style = document.createElement("link");
  style.rel = "stylesheet";
  style.href = opener.dataset.style;
  // Before the portal's own, which mends its colours.
  document.querySelector("link[rel=stylesheet][href*='css/api']").before(style);
  const bundle = document.createElement("script");
  bundle.src = opener.dataset.bundle;
  bundle.addEventListener("load", draw);
  bundle.addEventListener("error", () => { opener.disabled = false; });
  document.head.append(bundle);
});
