// One dialect for all scripts: what browsers of 2018 read (ES2018), strict, in the forms that `rules` name.
import js from "@eslint/js";
import globals from "globals";

// Linting stays quiet about layout, which prettier decides.
const rules = {
  ...js.configs.recommended.rules,
  curly: ["error", "multi-line"],
  eqeqeq: "error",
  "func-style": ["error", "declaration", { allowArrowFunctions: true }],
  "no-implicit-globals": "error",
  "no-shadow": "error",
  "no-unused-vars": ["error", { caughtErrors: "none" }],
  "no-use-before-define": ["error", { functions: false }],
  "no-var": "error",
  "object-shorthand": "error",
  "one-var": ["error", "never"],
  "prefer-arrow-callback": "error",
  "prefer-const": "error",
  "prefer-template": "error",
  strict: ["error", "safe"],
};

export default [
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  {
    files: ["static/js/*.js"],
    languageOptions: { ecmaVersion: 2018, sourceType: "script", globals: globals.browser },
    rules,
  },
  {
    // One expression each, which the audit's own browser evaluates.
    files: ["audit/probes/*.js"],
    languageOptions: { ecmaVersion: "latest", sourceType: "script", globals: globals.browser },
    rules: { ...rules, strict: "off" },
  },
  {
    // Included by templates/service_worker.js, which states the five facts before it and asks for strict mode.
    files: ["templates/components/service_worker.js"],
    languageOptions: {
      ecmaVersion: 2018,
      sourceType: "script",
      globals: {
        ...globals.serviceworker,
        ...Object.fromEntries(
          ["version", "shell", "editions", "styles", "media"].map((name) => [name, "readonly"]),
        ),
      },
    },
    rules: { ...rules, strict: "off", "no-implicit-globals": "off" },
  },
  {
    // Bundled for browsers (editor/build.mjs).
    files: ["editor/source/*.mjs"],
    languageOptions: { ecmaVersion: 2020, sourceType: "module", globals: globals.browser },
    rules: { ...rules, strict: "off" },
  },
  {
    files: ["linters/*.mjs", "editor/*.mjs", "tests/scripts/*.mjs"],
    languageOptions: { ecmaVersion: "latest", sourceType: "module", globals: globals.node },
    rules: { ...rules, strict: "off" },
  },
];
