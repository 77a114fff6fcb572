// The few icons, as inline SVG: no icon font, no missing glyphs.
import { s } from "./dom.js";

const PATHS = {
  play: "M7 4.5v15l12.5-7.5z",
  pause: "M6.5 5h4v14h-4zM13.5 5h4v14h-4z",
  back: "M16.5 5.5v13l-9-6.5zM5 5.5h2v13H5z",
  forward: "M7.5 5.5v13l9-6.5zM17 5.5h2v13h-2z",
  reset: "M12 5a7 7 0 1 1-6.6 4.7l1.9.7A5 5 0 1 0 12 7v3L7.2 6 12 2z",
  right: "M9.6 18.2 3.8 12.4l1.7-1.7 4.1 4.1 8.9-8.9 1.7 1.7z",
  flag: "M6 3.5h1.7v17H6zM8.7 4.5H19l-2.6 4 2.6 4H8.7z",
  pencil: "M4 20l1.1-5.2L15.5 4.400a1.5 1.5 0 0 1 2.1 0l2 2a1.5 1.5 0 0 1 0 2.100L9.2 18.900z",
  pin: "M8.5 3h7v1.800h-1.100l.6 6.2 2.5 2.300V15h-4.600v6h-1.800v-6H6.500v-1.700L9 11l.6-6.200H8.500z",
  link: "M10 7H7a5 5 0 0 0 0 10h3v-2H7a3 3 0 0 1 0-6h3zM14 7h3a5 5 0 0 1 0 10h-3v-2h3a3 3 0 0 0 0-6h-3zM8.5 11h7v2h-7z",
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
