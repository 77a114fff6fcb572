// Is the page around us dark? Known hosts say so on <html> or <body>; else the colour behind the Lab; else the reader's
// system.

/** @type {[() => string, Record<string, boolean>][]} */
const SIGNS = [
  [() => document.documentElement.dataset.theme, { dark: true, light: false }],
  [() => document.body.dataset.jpThemeLight, { false: true, true: false }],
  [() => document.documentElement.dataset.bsTheme, { dark: true, light: false }],
  [() => document.body.dataset.vscodeThemeKind, { "vscode-dark": true, "vscode-light": false }],
];

function isDark(node) {
  for (const [read, meaning] of SIGNS) {
    const dark = meaning[read()];
    if (dark !== undefined) return dark;
  }
  return darkBehind(node.parentElement) ?? systemQuery()?.matches ?? false;
}

/** @returns {boolean | null} whether the nearest opaque background is dark */
function darkBehind(node) {
  for (; node && globalThis.getComputedStyle; node = node.parentElement) {
    const [r, g, b, alpha = 1] = getComputedStyle(node).backgroundColor?.match(/[\d.]+/g)?.map(Number) ?? [];
    if (b !== undefined && alpha > 0.5) return 0.299 * r + 0.587 * g + 0.114 * b < 128;
  }
  return null;
}

const systemQuery = () => globalThis.matchMedia?.("(prefers-color-scheme: dark)");

/** Keeps the root's data-theme equal to the page's theme. */
export function followTheme(root, signal) {
  const apply = () => root.setAttribute("data-theme", isDark(root) ? "dark" : "light");
  apply();
  globalThis.requestAnimationFrame?.(apply); // once the host has put the root into the page
  if (!globalThis.MutationObserver) return;
  const observer = new MutationObserver(apply);
  for (const node of [document.documentElement, document.body]) {
    observer.observe(node, {
      attributes: true, attributeFilter: ["data-theme", "data-jp-theme-light", "data-bs-theme", "class"],
    });
  }
  signal.addEventListener("abort", () => observer.disconnect());
  systemQuery()?.addEventListener("change", apply, { signal });
}
