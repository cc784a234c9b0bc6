// The rules for the scripts of the pages, of the service worker and of their tests: run by scripts/lint_javascript.py.
import js from "@eslint/js";
import globals from "globals";

// Those that a page loads without type="module".
const PLAIN = ["copy", "reports", "solokop", "theme", "try-api", "typed"].map((name) => `static/js/${name}.js`);

export default [
  js.configs.recommended,
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  { rules: { eqeqeq: ["error", "always", { null: "ignore" }], "no-var": "error", "prefer-const": "error" } },
  { files: ["static/js/**/*.js"], languageOptions: { globals: globals.browser } },
  { files: PLAIN, languageOptions: { sourceType: "script" } },
  // Comes with the page that loads it.
  { files: ["static/js/try-api.js"], languageOptions: { globals: { SwaggerUIBundle: "readonly" } } },
  // Stands above it when it is sent (core/offline/views.py).
  {
    files: ["core/offline/worker.js"],
    languageOptions: { sourceType: "script", globals: { ...globals.serviceworker, PORTAL: "readonly" } },
  },
  { files: ["tests/javascript/*.mjs"], languageOptions: { globals: globals.node } },
];
