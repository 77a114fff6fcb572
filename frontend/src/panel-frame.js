// What surrounds every panel: title, note, the drawing at its real size, the data table behind it, and, when the panel
// cannot be drawn, a sentence in its place while the others go on.
import { h, isAsleep, pool, set, text } from "./dom.js";
import { formatNumber } from "./format.js";
import { wordsOf } from "./problem.js";
import registry from "panels:registry";

const DEFAULT_WIDTH = 340;
const MOST_ROWS = 60;

/**
 * @param {object} options spec.panels[index]
 * @returns {{el: HTMLElement, update: (view: object) => void}}
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
  const data = dataTable(title);
  const foot = h("div", { class: "nnlab-panel-foot" }, data.el, note);
  const el = h("section", { class: "nnlab-panel", "data-panel": type }, h("p", { class: "nnlab-panel-title" }, title), stage, problem, foot);
  return { el, stage, note, problem, foot, data };
}

function create(panel, lab, stage) {
  const make = registry[panel.type];
  if (!make) throw new Error(`There is no panel of the type “${panel.type}”.`);
  const drawing = make(panel, lab);
  const picture = drawing.picture ?? drawing.el; // what is drawn, where text stands beside it
  set(picture, { "aria-label": `${panel.title}. ${drawing.about ? `${drawing.about} ` : ""}The numbers are in the data table below.` });
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

/** A table that is filled only while it is open. */
function dataTable(title) {
  const head = h("tr");
  const body = h("tbody");
  const table = h("table", { class: "nnlab-table" }, h("caption", { class: "nnlab-unseen" }, title), h("thead", {}, head), body);
  const scroll = h("div", { class: "nnlab-table-scroll", tabindex: "0", role: "group", "aria-label": `Data: ${title}` }, table);
  const el = h("details", { class: "nnlab-data" }, h("summary", {}, "Data table"), scroll);
  return {
    el,
    get open() { return el.hasAttribute("open"); },
    fill({ columns, rows }) {
      const names = pool(head, columns.length, () => h("th", { scope: "col" }));
      columns.forEach((name, i) => text(names[i], name));
      const lines = pool(body, rows.length, () => h("tr"));
      rows.forEach((row, i) => {
        const cells = pool(lines[i], row.length, () => h("td"));
        row.forEach((cell, k) => text(cells[k], typeof cell === "number" && !Number.isInteger(cell) ? formatNumber(cell) : String(cell).replace("-", "−")));
      });
    },
  };
}

/** @returns {number[]} at most 60 positions of `count`, evenly spread, the last included */
export function rowPositions(count) {
  const step = Math.max(1, Math.ceil(count / (MOST_ROWS - 1)));
  const positions = [];
  for (let i = 0; i < count; i += step) positions.push(i);
  if (count && positions[positions.length - 1] !== count - 1) positions.push(count - 1);
  return positions;
}
