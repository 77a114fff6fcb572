// The Keras code of the setting on screen, closed at first, with a button that copies it.
import { copyText, PRESS, selectAll } from "./copy.js";
import { h, text } from "./dom.js";

const GAP = /\{\{|\}\}|\{(learning_rate|epochs)\}/g;

/** @returns {string} a template as Python's str.format would fill it */
export function fillTemplate(template, values) {
  return template.replace(GAP, (gap, name) => (name ? values[name] : gap[0]));
}

/** @returns {string} a float as Python writes it: 0.03, 1e-05, 1.0 */
export function pythonFloat(value) {
  const [mantissa, power] = value.toExponential().split("e");
  const exponent = Number(power);
  if (exponent < -4 || exponent >= 16)
    return `${mantissa}e${exponent < 0 ? "-" : "+"}${String(Math.abs(exponent)).padStart(2, "0")}`;
  return Number.isInteger(value) ? `${value}.0` : String(value);
}

/** @returns {string} the code of what a view shows */
export function codeOf(spec, view) {
  const { pieces, templates, index } = spec.code;
  const axes = spec.axes.filter((axis) => axis !== "learning_rate");
  const { trained, untrained } = templates[axes.reduce((at, axis) => at[view.index(axis)], index)];
  const template = (view.epoch ? trained : untrained).map((number) => pieces[number]).join("");
  const rate = view.get("learning_rate");
  return fillTemplate(template, {
    learning_rate: rate === undefined ? "" : pythonFloat(rate), epochs: String(view.epoch),
  });
}

/** @returns {{el: HTMLElement, update: (view: import("./types").View) => void}} */
export function createCode(spec, say) {
  const code = h("code");
  // No <pre>: the book's theme takes those that do not scroll while they are closed out of the tab order, for good.
  const pre = h("div", { class: "nnlab-code-text", tabindex: "0", role: "group", "aria-label": "Keras code" }, code);
  const copy = h("button", { type: "button", class: "nnlab-quiet nnlab-code-copy" }, "Copy the code");
  const el = h(
    "details", { class: "nnlab-code" }, h("summary", {}, "Keras code for this setting"),
    h("div", { class: "nnlab-code-box" }, pre, copy),
  );
  let latest = null;
  const fill = () => latest && el.hasAttribute("open") && text(code, codeOf(spec, latest));
  el.addEventListener("toggle", fill);
  copy.addEventListener("click", async () => {
    const copied = await copyText(code.textContent);
    if (!copied) selectAll(pre);
    say(copied ? "Code copied." : PRESS);
  });
  return {
    el,
    update(view) {
      latest = view;
      fill();
    },
  };
}
