// What the linter looks for. Circles of imports are the bundler's to find, which also knows the list of panels: see
// test/imports.test.js. Names that nothing defines are the type checker's.
import js from "@eslint/js";

export default [
  { ignores: ["dev/out/"] },
  js.configs.recommended,
  {
    linterOptions: { reportUnusedDisableDirectives: "error" },
    rules: {
      eqeqeq: ["error", "always", { null: "ignore" }],
      "max-len": ["error", { code: 120 }],
      "no-undef": "off",
      "no-var": "error",
      "object-shorthand": "error",
      "prefer-const": "error",
      "prefer-template": "error",
    },
  },
];
