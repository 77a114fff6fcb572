// What surrounds every panel: title, note, the drawing at its real size, the data table behind it, and, when the panel
// cannot be drawn, a sentence in its place while the others go on.
import { createDataTable } from "./data-table.js";
import { h, isAsleep, set, text } from "./dom.js";
import { wordsOf } from "./problem.js";
import registry from "panels:registry";

const DEFAULT_WIDTH = 340;

/**
 * @param {import("./types").Options} options spec.panels[index]
 * @param {number} index
 * @param {import("./types").Session} lab
 * @returns {{el: HTMLElement, update: (view: import("./types").View) => void}}
 */
export function createPanel(options, index, lab) {
  const { el, stage, note, problem, foot, data } = surround(options);
  const panel = withArrays(options, index, lab);
  let drawing = null;
  let latest = null;
  let width = 0; // kept: reading it at every redraw would make the browser lay out the page each time

  function draw(view) {
    if (!width && isAsleep(stage)) return; // its width, once known, brings the first drawing
    drawing ??= create(panel, lab, stage);
    width ||= stage.clientWidth;
    drawing.update(view, sizeFor(width));
    text(note, drawing.note?.(view) ?? "");
    if (data.open) data.fill(drawing.table(view));
  }

  function update(view) {
    latest = view;
    try {
      draw(view);
      fail("");
    } catch (error) {
      fail(`This panel cannot be drawn. ${wordsOf(error)}`);
    }
  }

  function fail(sentence) {
    text(problem, sentence);
    problem.hidden = !sentence;
    stage.hidden = foot.hidden = Boolean(sentence);
  }

  data.el.addEventListener("toggle", () => latest && update(latest));
  observeWidth(stage, (now) => {
    width = now;
    if (latest) lab.redraw();
  }, lab.signal);
  return { el, update };
}

function surround({ type, title }) {
  const note = h("span", { class: "nnlab-panel-note" });
  const stage = h("div", { class: "nnlab-stage" });
  const problem = h("p", { class: "nnlab-problem", hidden: "" });
  const data = createDataTable(title);
  const foot = h("div", { class: "nnlab-panel-foot" }, data.el, note);
  const el = h(
    "section", { class: "nnlab-panel", "data-panel": type }, h("p", { class: "nnlab-panel-title" }, title), stage,
    problem, foot,
  );
  return { el, stage, note, problem, foot, data };
}

function create(panel, lab, stage) {
  const make = registry[panel.type];
  if (!make) throw new Error(`There is no panel of the type “${panel.type}”.`);
  const drawing = make(panel, lab);
  const picture = drawing.picture ?? drawing.el; // what is drawn, where text stands beside it
  set(picture, {
    "aria-label": `${panel.title}. ${drawing.about ? `${drawing.about} ` : ""}The numbers are in the data table below.`,
  });
  stage.append(drawing.el);
  return drawing;
}

function withArrays(options, index, lab) {
  const full = (key) => `panel${index}.${key}`;
  return {
    ...options,
    array: (key) => lab.data.array(full(key)),
    shape: (key) => lab.data.shape(full(key)),
    has: (key) => lab.data.has(full(key)),
  };
}

/** @param {number} measured the stage's width; 0 while it is not on screen */
function sizeFor(measured) {
  const width = measured || DEFAULT_WIDTH;
  const height = width > 520 ? 236 : Math.round(Math.min(320, Math.max(250, width * 0.8)));
  return { width, height };
}

function observeWidth(stage, changed, signal) {
  if (!globalThis.ResizeObserver) return;
  let before = 0;
  const observer = new ResizeObserver(() => {
    const now = stage.clientWidth;
    if (now && now !== before) changed(now);
    before = now;
  });
  observer.observe(stage);
  signal.addEventListener("abort", () => observer.disconnect());
}
