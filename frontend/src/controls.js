// The knobs: native inputs with a label, the current value and the ladder in sight. A control tells the Lab what the
// reader wants by `lab.set`, and shows what the view says; it holds no state of its own.
import { h, set, text, uniqueId } from "./dom.js";
import { formatValue } from "./format.js";
import { valueText } from "./state.js";

const MOST_SEGMENTS = 5;
const THUMB = 22; // pixels: a slider runs from the middle of its thumb at one end to the middle at the other

/**
 * @param {import("./types").Control} control
 * @param {import("./types").Session} lab
 * @param {{typing?: import("./types").Typing}} [keep]
 * @returns {import("./types").Part}
 */
export function createControl(control, lab, { typing } = {}) {
  if (control.kind === "ladder") return ladder(control, lab, control.name === "learning_rate" ? typing : null);
  return control.values.length > MOST_SEGMENTS ? menu(control, lab) : segments(control, lab);
}

/** A range input over positions, used by ladders and by the epoch. */
export function rangeInput(id, last) {
  return h("input", { type: "range", id, class: "nnlab-range", min: 0, max: last, step: 1 });
}

/** Moves a range input: its thumb, the filled part of its track and what a screen reader says. */
export function showRange(input, position, spoken) {
  if (Number(input.value) !== position) input.value = position;
  input.style.setProperty("--at", String(position / Math.max(1, Number(input.max))));
  set(input, { "aria-valuetext": spoken });
}

/** @param {import("./types").Typing} [typing] where a value may be typed too, it stands in place of the value */
function ladder(control, lab, typing) {
  const id = uniqueId("knob");
  const input = rangeInput(id, control.values.length - 1);
  const value = typing?.attach(lab) ?? h("span", { class: "nnlab-value", "aria-hidden": "true" });
  const showValue = typing?.show ?? ((words) => text(value, words));
  const ticks = tickRow(control, (position) => {
    lab.set({ [control.name]: control.values[position] });
    input.focus();
  });
  input.addEventListener("input", () => lab.set({ [control.name]: control.values[Number(input.value)] }));
  const el = h(
    "div", { class: "nnlab-knob nnlab-ladder", "data-control": control.name },
    h("div", { class: "nnlab-head" }, h("label", { class: "nnlab-label", for: id }, control.label), value), input,
    ticks.el,
  );
  const update = (view) => {
    const shown = valueText(control, view.get(control.name), formatValue);
    showRange(input, view.index(control.name), shown);
    showValue(shown);
    ticks.mark(view.index(control.name));
  };
  return { el, update, resize: () => ticks.thin(input.clientWidth - THUMB) };
}

/** The ladder's values under a slider: a mark each, and as many labels as fit. */
function tickRow(control, choose) {
  const last = Math.max(1, control.values.length - 1);
  const labels = control.values.map((value) => valueText(control, value, formatValue));
  const ticks = labels.map((label, position) => {
    const tick = h("span", { class: "nnlab-tick" }, h("span", {}, label));
    tick.style.setProperty("--at", String(position / last));
    tick.addEventListener("click", () => choose(position));
    return tick;
  });
  const el = h("div", { class: "nnlab-ticks", "aria-hidden": "true" }, ...ticks);
  const thin = (width) => {
    const shown = labelsThatFit(labels, width);
    ticks.forEach((tick, position) => set(tick, { "data-quiet": shown.has(position) ? null : "" }));
  };
  const mark = (index) => ticks.forEach((tick, position) => set(tick, { "data-on": position === index ? "" : null }));
  return { el, thin, mark };
}

/**
 * @returns {Set<number>} positions whose labels fit side by side: every one, else the first, the last and every k-th
 */
export function labelsThatFit(labels, width, letter = 6.9, gap = 11) {
  const last = labels.length - 1;
  const room = (width > 0 ? width : 320) / Math.max(1, last);
  const widest = Math.max(...labels.map((label) => label.length)) * letter + gap;
  const least = Math.max(1, Math.ceil(widest / room));
  const even = Array.from({ length: last }, (_, i) => i + 1).find((step) => step >= least && last % step === 0);
  const step = even && even <= 2 * least ? even : least;
  const shown = labels
    .map((_, position) => position)
    .filter((position) => position % step === 0 && (position === 0 || last - position >= step));
  return new Set([...shown, last]);
}

function segments(control, lab) {
  const name = uniqueId("choice");
  const inputs = control.values.map((value) => h("input", { type: "radio", name, value: String(value) }));
  const options = control.values.map((value, position) => {
    inputs[position].addEventListener("change", () => lab.set({ [control.name]: value }));
    return h(
      "label", { class: "nnlab-segment" }, inputs[position], h("span", {}, valueText(control, value, formatValue)),
    );
  });
  const label = uniqueId("label");
  const el = h(
    "div",
    { class: "nnlab-knob nnlab-choice", "data-control": control.name, role: "radiogroup", "aria-labelledby": label },
    h("div", { class: "nnlab-head" }, h("span", { class: "nnlab-label", id: label }, control.label)),
    h("div", { class: "nnlab-segments" }, ...options));
  const update = (view) => {
    const input = inputs[view.index(control.name)];
    if (!input.checked) input.checked = true;
  };
  return { el, update };
}

function menu(control, lab) {
  const id = uniqueId("menu");
  const options = control.values.map((value, position) =>
    h("option", { value: position }, valueText(control, value, formatValue)),
  );
  const select = h("select", { id, class: "nnlab-select" }, ...options);
  select.addEventListener("change", () => lab.set({ [control.name]: control.values[Number(select.value)] }));
  const el = h("div", { class: "nnlab-knob nnlab-choice", "data-control": control.name },
    h("div", { class: "nnlab-head" }, h("label", { class: "nnlab-label", for: id }, control.label)), select);
  return { el, update: (view) => { options[view.index(control.name)].selected = true; } };
}
