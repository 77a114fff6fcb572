// The keyboard on every page of the book: what the theme's buttons forget.
const BUTTONS = ".theme-switch-button, .search-button, .primary-toggle, .secondary-toggle";

/**
 * The theme takes the focus from its buttons when they are pressed, so it is lost, and nothing that they open can give
 * it back.
 */
function keepFocus() {
  let pressed = null;
  addEventListener(
    "click",
    (event) => {
      const { target } = /** @type {{target: Element}} */ (/** @type {unknown} */ (event));
    const button = /** @type {HTMLElement | null} */ (target.closest?.(BUTTONS));
      if (!button) return;
      pressed = button;
      // Pressed by a key, not by a pointer.
      if (event.detail === 0)
        setTimeout(() => document.activeElement === document.body && button.focus({ preventScroll: true }));
    },
    true,
  );
  document.querySelectorAll("dialog").forEach((dialog) => {
    dialog.addEventListener("close", () => setTimeout(() => {
      pressed?.focus({ preventScroll: true });
      pressed = null;
    }));
    dialog.addEventListener("click", (event) => { // a place on this page, which the dialog would hide
      if (!(/** @type {Element} */ (event.target).closest("a[href^='#']"))) return;
      pressed = null;
      dialog.close();
    });
  });
}

/** Icons alone say which theme is on, and the place of the chapters' list alone whether it is there. */
function sayState() {
  const theme = document.querySelector(".theme-switch-button");
  const list = document.querySelector(".primary-toggle");
  const chapters = document.getElementById("pst-primary-sidebar");
  const say = () => {
    const mode = document.documentElement.dataset.mode;
    theme?.setAttribute("aria-label", `Colour theme: ${mode === "auto" ? "as on this device" : mode}`);
    if (chapters)
      list?.setAttribute(
        "aria-expanded",
        String(getComputedStyle(chapters).display !== "none" && !chapters.classList.contains("pst-sidebar-hidden")),
      );
  };
  addEventListener("click", () => setTimeout(say), true); // the theme keeps some clicks to itself
  addEventListener("resize", say);
  say();
}

export function mendFocus() {
  keepFocus();
  sayState();
}
