// The little markup that prompts and answers may carry: `code` and _italics_. Everything else stays text.
import { h } from "./dom.js";

const MARKED = /`([^`]+)`|(?<![\p{L}\p{N}_])_([^_]+)_(?![\p{L}\p{N}_])/gu;

/** @returns {(Node | string)[]} */
export function inline(string) {
  const nodes = [];
  let end = 0;
  for (const match of String(string).matchAll(MARKED)) {
    nodes.push(
      string.slice(end, match.index), match[1] !== undefined ? h("code", {}, match[1]) : h("em", {}, match[2]),
    );
    end = match.index + match[0].length;
  }
  nodes.push(string.slice(end));
  return nodes.filter((node) => node !== "");
}
