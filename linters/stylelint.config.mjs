// The standard rules, but for what the project's style sheets do on purpose.
export default {
  extends: ["stylelint-config-standard"],
  rules: {
    // Components share elements; which file counts more is written in styles/site.css.
    "no-descending-specificity": null,
    // Tokens and declarations stand in groups without empty lines.
    "custom-property-empty-line-before": null,
    "declaration-empty-line-before": null,
    // Telephones of 2018 do not know (width >= 48rem).
    "media-feature-range-notation": "prefix",
    "property-no-vendor-prefix": [true, { ignoreProperties: ["text-size-adjust"] }],
    // Fonts have names.
    "value-keyword-case": ["lower", { camelCaseSvgKeywords: true, ignoreProperties: ["/font/", "/^--/"] }],
  },
  overrides: [
    {
      // Django's admin has underscores in its names, ProseMirror's editor capitals.
      files: ["**/desk.css", "**/html-editor.css"],
      rules: { "selector-class-pattern": null, "selector-id-pattern": null },
    },
  ],
};
