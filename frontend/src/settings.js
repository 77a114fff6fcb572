// A setting (all controls but the epoch) in words.
import { formatValue } from "./format.js";
import { valueText } from "./state.js";

/**
 * @returns {import("./types").Control[]} the controls worth naming: a knob of one value is left out, the learning rate
 *   never
 */
export const namedControls = ({ controls }) =>
  controls.filter(({ kind, name, values }) => kind !== "time" && (values.length > 1 || name === "learning_rate"));

/** @returns {{name: string, value: string}} "learning rate " 0.03, "" tanh, "w = " 1.5 */
export function inWords(control, value) {
  const shown = valueText(control, value, formatValue);
  if (control.name === "activation") return { name: "", value: shown };
  return {
    name: control.name.length <= 2 ? `${control.name}\u00a0=\u00a0` : `${lowered(control.label)} `, value: shown,
  };
}

const lowered = (label) => (/^[A-Z][a-z]/.test(label) ? label[0].toLowerCase() + label.slice(1) : label);

/** @returns {string} "learning rate 0.03, tanh" */
export function settingText(spec, get) {
  return namedControls(spec)
    .map((control) => inWords(control, get(control.name)))
    .map(({ name, value }) => name + value)
    .join(", ")
    .replaceAll("\u00a0", " ");
}

/**
 * What tells a pinned setting from the one on screen, in as few words as possible: "0.01", "tanh", "0.01, batch size
 * 8".
 * @returns {string} none when they are the same
 */
export function differenceText(controls, pinned, get) {
  return controls.filter(({ name, kind }) => kind !== "time" && pinned[name] !== get(name))
    .map((control) => [control, inWords(control, pinned[control.name])])
    .map(([control, { name, value }]) => (control.name === "learning_rate" ? value : name + value)).join(", ");
}
