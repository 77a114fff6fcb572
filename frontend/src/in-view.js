// The controls stay in view while the plots scroll. CSS does it (position: sticky); this says which knob, and below
// what.

import { isAsleep } from "./dom.js";

const PAUSE = 200; // milliseconds between two looks at the page's header

/**
 * On a phone only the knob used last stays, with the time line: marks it and tells CSS its height.
 * @returns {() => void} to be called when the width changes, and the height with it
 */
export function keepActiveInView(root, controls, knobs) {
  let active = knobs[0];
  const measure = () => root.style.setProperty("--knob-height", `${active?.offsetHeight || 0}px`);
  const activate = (el) => {
    active = el;
    knobs.forEach((knob) => knob.toggleAttribute("data-active", knob === el));
  };
  const begin = (event) => {
    root.setAttribute("data-begun", "");
    const knob = event.target.closest?.(".nnlab-knob");
    if (!knob) return;
    activate(knob);
    measure();
  };
  for (const type of ["focusin", "pointerdown"]) controls.addEventListener(type, begin);
  if (knobs.length) activate(active);
  return measure;
}

/** Pages have headers of their own that stay at the top: stick below them, not behind them. */
export function keepClearOfHeader(root, signal) {
  if (!document.elementsFromPoint || !globalThis.addEventListener) return;
  let waiting = null;
  const look = () => {
    waiting = null;
    if (isAsleep(root)) return;
    root.style.setProperty("--sticky-top", `${headerBottom(root)}px`);
  };
  const soon = () => { waiting ??= setTimeout(look, PAUSE); };
  for (const type of ["scroll", "resize"]) addEventListener(type, soon, { passive: true, capture: true, signal });
  signal.addEventListener("abort", () => clearTimeout(waiting));
  soon();
}

/** @returns {number} the lower edge of what sticks to the top of the window above the Lab */
function headerBottom(root) {
  const { left, width } = root.getBoundingClientRect();
  for (let node of document.elementsFromPoint(left + width / 2, 1)) {
    for (; node && node !== document.body && !root.contains(node) && !node.contains(root); node = node.parentElement) {
      const { top, bottom } = node.getBoundingClientRect();
      if (/sticky|fixed/.test(getComputedStyle(node).position) && top <= 0 && bottom < innerHeight / 3)
        return Math.max(0, Math.round(bottom));
    }
  }
  return 0;
}
