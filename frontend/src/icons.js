// The few icons, as inline SVG: no icon font, no missing glyphs.
import { s } from "./dom.js";

const PATHS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  back: "M16.5 5.5v13l-9-6.5zM5 5.5h2v13H5z",
  forward: "M7.5 5.5v13l9-6.5zM17 5.5h2v13h-2z",
  reset: "M12 5a7 7 0 1 1-6.6 4.7l1.9.7A5 5 0 1 0 12 7v3L7.2 6 12 2z",
  right: "M9.6 18.2 3.8 12.4l1.7-1.7 4.1 4.1 8.9-8.9 1.7 1.7z",
  wrong: "M6.4 4.7 12 10.3l5.6-5.6 1.7 1.7-5.6 5.6 5.6 5.6-1.7 1.7-5.6-5.6-5.6 5.6-1.7-1.7 5.6-5.6-5.6-5.6z",
};

/** @returns {SVGElement} an icon of the size of the text; its meaning is said by the text or label beside it */
export function icon(name) {
  return s("svg", { class: "nnlab-icon", viewBox: "0 0 24 24", "aria-hidden": "true" }, s("path", { d: PATHS[name] }));
}

/** Turns an icon into another one. */
export function setIcon(node, name) {
  node.firstChild.setAttribute("d", PATHS[name]);
}
