import js from "@eslint/js";
import hooks from "eslint-plugin-react-hooks";
import typescript from "typescript-eslint";

const NO_WORDS = "What people read stands in the catalogue, in both languages.";
const NO_MARKUP = "Markup from text would pass Trusted Types by; make elements instead.";

export default typescript.config(
  { ignores: ["dist", "node_modules", "shared/api/generated", "**/*.mjs", "eslint.config.js"] },
  js.configs.recommended,
  ...typescript.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    plugins: { "react-hooks": hooks },
    rules: {
      "react-hooks/rules-of-hooks": "error",
      "react-hooks/exhaustive-deps": "error",
      "max-lines": ["error", 250],
      "max-depth": ["error", 3],
      complexity: ["error", 12],
      eqeqeq: ["error", "always", { null: "ignore" }],
      "no-restricted-syntax": [
        "error",
        { selector: "JSXText[value=/\\p{L}/u]", message: NO_WORDS },
        { selector: "JSXAttribute[name.name='dangerouslySetInnerHTML']", message: NO_MARKUP },
        { selector: "MemberExpression[property.name='innerHTML']", message: NO_MARKUP },
      ],
      "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true }],
      "@typescript-eslint/no-confusing-void-expression": ["error", { ignoreArrowShorthand: true }],
    },
  },
);
