// Labelled bars of numbers that the author computed, with whiskers and a line to compare with. Bars lie, so that names
// have room.
import { createBehind } from "../behind.js";
import { bySetting, fateWords, stepsOf } from "../by-setting.js";
import { s, set, text } from "../dom.js";
import { formatNumber } from "../format.js";
import { labelSize, sample } from "../labels.js";
import { createLabel, createPlot } from "../plot.js";

const ROOM_FOR_NAME = 13; // pixels a bar needs to be named and numbered; where bars are thinner only some are
const THICKEST = 30; // pixels
const ROOM_FOR_NUMBER = 54; // at the right of the bars, where they have names
const WIDEST_NAME = 0.38; // of the panel

/** @param {import("../types").Panel<import("../types").Bars>} panel @param {import("../types").Session} lab */
export default function bars(panel, lab) {
  const steps = stepsOf(panel.axes.includes("epoch") ? lab.spec.snapshot_epochs : []);
  const axes = panel.axes.filter((axis) => axis !== "epoch");
  const read = (key) => (panel.has(key) ? bySetting(panel, lab, key, axes, steps.count) : () => []);
  const [values, spread] = [read("values"), read("spread")];
  const plot = createPlot({ xName: panel.value_label, yName: "" });
  plot.el.classList.add("nnlab-lying");
  const shapes = createShapes(plot);
  const behind = createBehind(plot);
  const labels = createLabels(plot, panel);

  function update(view, size) {
    const frame = plot.layout(size, domainsOf(panel, size));
    const step = steps.at(view).index;
    const now = values(view, step);
    const half = Math.min(THICKEST / 2, rowHeight(frame, now.length) * 0.36);
    shapes(now, spread(view, step), frame, half, panel.reference);
    const compared = view.pinned?.words && panel.axes.length ? ticks(values(view.pinned, step), frame, half) : [];
    const taken = behind.draw(compared, frame.box);
    const boxes = labels(view, now, frame, { half, taken });
    behind.label(compared.length ? view : {}, {
      bounds: frame.box, points: edges(now, frame, half), boxes,
    });
  }

  const about = `One bar for each of ${panel.labels.length} labels.`;
  const table = (view) => tableOf(panel, values(view, steps.at(view).index), spread(view, steps.at(view).index));
  return { el: plot.el, update, about, note: steps.note, table };
}

const rowHeight = ({ box }, count) => (box.bottom - box.top) / count;

/**
 * Bars stand at 1, 2, 3... from the top; as many are named as have room.
 * @param {import("../types").Panel<import("../types").Bars>} panel
 */
function domainsOf(panel, { width, height }) {
  const count = panel.labels.length;
  const every = Math.ceil(ROOM_FOR_NAME / ((height - 66) / count));
  const yTicks = panel.labels
    .map((name, i) => ({ value: -i - 1, label: shortened(name, WIDEST_NAME * width) }))
    .filter((_, i) => i % every === 0);
  return { x: panel.range, y: [-count - 0.5, -0.5], yTicks, right: every === 1 ? ROOM_FOR_NUMBER : 12 };
}

function shortened(name, room) {
  const letters = [...name];
  while (letters.length > 1 && labelSize(letters.join(""), 12).width > room) letters.splice(-2, 2, "…");
  return letters.join("");
}

function createShapes(plot) {
  const grid = s("path", { class: "nnlab-upright" });
  const boxes = s("path", { class: "nnlab-bars" });
  const whiskers = s("path", { class: "nnlab-whiskers" });
  const zero = s("path", { class: "nnlab-zero" });
  const reference = s("path", { class: "nnlab-line nnlab-reference" });
  plot.body.append(grid, boxes, whiskers, zero, reference);
  return (values, spread, { x, y, box, xTicks }, half, compare) => {
    const all = Array.from(values, (value, i) => ({ value, at: y(-i - 1), reach: spread[i] }));
    const rows = all.filter(({ value }) => Number.isFinite(value));
    set(grid, { d: xTicks.map(({ value }) => `M${Math.round(x(value)) + 0.5} ${box.top}V${box.bottom}`).join("") });
    set(boxes, { d: rows.map(({ value, at }) => bar(x(0), x(value), at, half)).join("") });
    set(whiskers, {
      d: rows
        .filter(({ reach }) => reach > 0)
        .map(({ value, at, reach }) => whisker(x(value - reach), x(value + reach), at, Math.min(4, half)))
        .join(""),
    });
    set(zero, { d: `M${Math.round(x(0)) + 0.5} ${box.top}V${box.bottom}` });
    set(reference, { d: compare === null ? "" : `M${x(compare).toFixed(1)} ${box.top}V${box.bottom}` });
  };
}

function bar(from, to, at, half) {
  const [left, right, top, height] = [from, to, at - half, 2 * half].map((pixels) => pixels.toFixed(1));
  return `M${left} ${top}H${right}v${height}H${left}z`;
}

function whisker(from, to, at, cap) {
  const [left, right, top, height, back] = [from, to, at - cap, 2 * cap, -cap].map((pixels) => pixels.toFixed(1));
  return `M${left} ${top}v${height}m0 ${back}H${right}m0 ${back}v${height}`;
}

/** Points along the upper and lower edges of the bars, which a label keeps clear of. */
const edges = (values, { x, y, box }, half) =>
  Array.from(values).flatMap((value, i) =>
    Number.isFinite(value)
      ? [-half, half].flatMap((side) =>
          sample([[x(0), y(-i - 1) + side], [x(value), y(-i - 1) + side]], box),
        )
      : [],
  );

/** The pinned run: a dotted tick across each bar, as one line with gaps. */
const ticks = (values, { x, y }, half) => Array.from(values).flatMap((value, i) =>
  (Number.isFinite(value) ? [[x(value), y(-i - 1) - half], [x(value), y(-i - 1) + half], null] : []));

/** @param {import("../types").Panel<import("../types").Bars>} panel */
function createLabels(plot, panel) {
  const counted = panel.array("values").every((value) => !Number.isFinite(value) || Number.isInteger(value));
  const write = counted ? (value) => String(value).replace("-", "−") : formatNumber;
  const numbers = panel.labels.map(() => s("text", { class: "nnlab-bar-value" }));
  plot.over.append(...numbers);
  const reference = createLabel(plot.over, "nnlab-validation", 12);
  const missing = createLabel(plot.over, "nnlab-training");
  return (view, values, { x, y, box }, { half, taken }) => {
    const bounds = { left: box.left + 2, top: box.top - 20, right: box.right + 10, bottom: box.bottom + 2 };
    const upright = (at) => [[at, box.top], [at, box.bottom]];
    const line = panel.reference === null ? [] : sample(upright(x(panel.reference)), box);
    const surroundings = { bounds, points: taken, boxes: [] };
    reference(line.length ? panel.reference_label : "", [[x(panel.reference ?? 0), box.top - 8]], {
      ...surroundings,
      points: [],
    });
    const shown = half > ROOM_FOR_NAME * 0.36;
    numbers.forEach((node, i) => {
      set(text(node, shown && Number.isFinite(values[i]) ? write(values[i]) : ""), {
        x: box.right + 8, y: (y(-i - 1) + 4).toFixed(1),
      });
    });
    const lost = Array.from(values).filter((value) => !Number.isFinite(value)).length;
    const words = !lost ? "" : lost < values.length ? `${lost} without a number` : fateWords(view);
    const room =
      lost === values.length
        ? { ...surroundings, bounds: { ...bounds, right: box.right + ROOM_FOR_NUMBER } }
        : surroundings;
    missing(words, [[box.left, (box.top + box.bottom) / 2]], room);
    return surroundings.boxes;
  };
}

/** @param {import("../types").Panel<import("../types").Bars>} panel */
function tableOf(panel, values, spread) {
  const columns = ["Label", panel.value_label, ...(spread.length ? ["± spread"] : [])];
  return {
    columns,
    rows: panel.labels.map((label, i) => [label, Number(values[i]), ...(spread.length ? [Number(spread[i])] : [])]),
  };
}
