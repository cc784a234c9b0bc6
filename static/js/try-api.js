"use strict";

// The forms of the interface for programs, drawn from its OpenAPI document.
const place = document.getElementById("try");

SwaggerUIBundle({
  domNode: place,
  url: place.dataset.document,
  presets: [SwaggerUIBundle.presets.apis],
  layout: "BaseLayout",
  defaultModelsExpandDepth: -1,
  validatorUrl: null,
});
