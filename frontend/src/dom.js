// Nodes without a framework: create once, then change only the attributes that differ.
// Text always goes through text nodes, so data can never become markup.

const SVG = "http://www.w3.org/2000/svg";

const USES_KEYS = /^(button|input|select|summary)$/;

/**
 * What can have the focus keeps its keys to itself: JupyterLab's shortcuts would take arrows, Enter and letters from it
 * otherwise.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | boolean | null>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {HTMLElementTagNameMap[Tag]} an HTML element with attributes and children
 */
export function h(tag, attributes = {}, ...children) {
  const node = fill(document.createElement(tag), attributes, children);
  return USES_KEYS.test(tag) || "tabindex" in attributes ? set(node, { "data-lm-suppress-shortcuts": "true" }) : node;
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string | number | null>} [attributes]
 * @param {...(Node | string | null | undefined)} children
 * @returns {SVGElementTagNameMap[Tag]} an SVG element with attributes and children
 */
export function s(tag, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, tag), attributes, children);
}

function fill(node, attributes, children) {
  set(node, attributes);
  node.append(...children.filter((child) => child != null));
  return node;
}

/** Sets the attributes that differ; null removes one. */
export function set(node, attributes) {
  for (const name in attributes) {
    const value = attributes[name];
    if (value == null) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }
  return node;
}

/** Sets the text of a node if it differs. */
export function text(node, value) {
  if (node.textContent !== value) node.textContent = value;
  return node;
}

/** Shows or hides an SVG node without removing it. */
export function show(node, visible) {
  return set(node, { visibility: visible ? null : "hidden" });
}

/**
 * Whether a node stands in a part of the page that the browser may not have laid out yet (content-visibility: auto).
 * Measuring there would make it do so, at the cost of what the reader looks at; a ResizeObserver tells when it has come
 * to that. Asked from the outside in: a question about what stands within such a part would lay it out too.
 */
export function isAsleep(node) {
  if (!globalThis.ResizeObserver) return false;
  const around = [];
  for (let at = node; at; at = at.parentElement) around.unshift(at);
  return around.some((each) => getComputedStyle(each).contentVisibility === "auto");
}

/** Makes `parent` hold exactly `count` nodes, reusing those that are there. */
export function pool(parent, count, create) {
  while (parent.childNodes.length > count) parent.removeChild(parent.lastChild);
  while (parent.childNodes.length < count) parent.append(create());
  return parent.childNodes;
}

// A host may load this module once for every widget of a page: counting alone would give the same ids again.
const load = Math.random().toString(36).slice(2, 8);
let made = 0;

/** @returns {string} an id that no other node of the page has */
export function uniqueId(name) {
  made += 1;
  return `nnlab-${name}-${load}${made}`;
}
