// The data and what the network predicts at the last stored snapshot: points, the sticks between point and curve that
// the loss measures, the curve, and, for a single neuron, its formula.
import { createBehind } from "../behind.js";
import { rowPositions } from "../data-table.js";
import { s, set } from "../dom.js";
import { formatNumber } from "../format.js";
import { sample } from "../labels.js";
import { alongCurve, dots, pathOf } from "../lines.js";
import { createLabel, createPlot } from "../plot.js";
import { valueText } from "../state.js";

const MOST_STICKS = 40;
const [DENSE, MANY] = [40, 150]; // points, from which they are drawn smaller: the eye goes to the curve first
const MOST_OBSTACLES = 300; // points that labels keep clear of

/** @param {import("../types").Panel<import("../types").Fit>} panel @param {import("../types").Session} lab */
export default function fit(panel, lab) {
  const data = { x: panel.array("x"), y: panel.array("y"), at: panel.array("at") };
  const domains = { x: panel.x_range, y: panel.y_range };
  const plot = createPlot({ xName: panel.x_label, yName: panel.y_label });
  const behind = createBehind(plot);
  const sticks = s("path", { class: data.x.length > 15 ? "nnlab-sticks nnlab-many" : "nnlab-sticks" });
  const start = s("path", { class: "nnlab-line nnlab-before" });
  const curve = s("path", { class: "nnlab-line nnlab-training" });
  const points = s("path", {
    class: `nnlab-points${data.x.length > MANY ? " nnlab-many" : data.x.length > DENSE ? " nnlab-dense" : ""}`,
  });
  plot.body.append(start, sticks, curve, points);
  const labels = createLabels(plot, panel, behind);
  let placed = {};

  function update(view, size) {
    const frame = plot.layout(size, domains);
    if (placed.frame !== frame) placed = placePoints(points, data, frame);
    const values = view.run.predictions(view.snapshot.index);
    const line = curvePoints(data.at, values, frame);
    set(curve, { d: pathOf(line) });
    const first = view.snapshot.index > 0 ? curvePoints(data.at, view.run.predictions(0), frame) : [];
    set(start, { d: pathOf(first) });
    const visible = sample(line.filter(Boolean), frame.box);
    const errors = visible.length && data.x.length <= MOST_STICKS ? stickLines(data, values, frame) : [];
    set(sticks, { d: errors.map((stick) => pathOf(stick)).join("") });
    const compared = view.pinned
      ? curvePoints(data.at, view.pinned.run.predictions(view.pinned.snapshot.index), frame)
      : [];
    const beside = behind.draw(compared, frame.box);
    const others = [...errors, first.filter(Boolean)].map((points) => sample(points, frame.box));
    labels(view, frame, placed.pixels, {
      curve: visible, first: others[others.length - 1], taken: [...others.flat(), ...beside],
    });
  }

  return { el: plot.el, update, table: (view) => table(data, view, panel), note: (view) => note(lab, view) };
}

const note = (lab, { snapshot, epoch }) =>
  lab.control("epoch") && snapshot.epoch !== epoch ? `weights of epoch ${snapshot.epoch}` : "";

function curvePoints(at, values, frame) {
  return Array.from(at, (x, i) => (Number.isFinite(values[i]) ? [frame.x(x), frame.y(values[i])] : null));
}

function placePoints(node, { x, y }, frame) {
  const pixels = Array.from(x, (value, i) => [frame.x(value), frame.y(y[i])]);
  set(node, { d: dots(pixels) });
  return { frame, pixels };
}

/** Vertical sticks from each point to the drawn curve. */
function stickLines({ x, y, at }, values, frame) {
  const ends = Array.from(x, (value, i) => [value, y[i], alongCurve(at, values, value)]);
  return ends.filter(([, , predicted]) => Number.isFinite(predicted))
    .map(([value, truth, predicted]) => [[frame.x(value), frame.y(truth)], [frame.x(value), frame.y(predicted)]]);
}

/** @param {import("../types").Panel<import("../types").Fit>} panel */
function createLabels(plot, panel, behind) {
  const dataLabel = createLabel(plot.over, "nnlab-points-label");
  const curveLabel = createLabel(plot.over, "nnlab-training");
  const startLabel = createLabel(plot.over, "nnlab-before-label");
  return (view, { box }, pixels, { curve, first, taken }) => {
    const bounds = { left: box.left + 2, top: box.top + 2, right: box.right + 8, bottom: box.bottom - 4 };
    const some = pixels.filter((_, i) => i % Math.ceil(pixels.length / MOST_OBSTACLES) === 0);
    const surroundings = { bounds, points: [...curve, ...some, ...taken], boxes: [] };
    curveLabel(curveWords(panel, view, curve.length), [...spread(curve), ...corners(box)], surroundings);
    dataLabel(panel.data_label, [...spread(some), ...corners(box)], surroundings);
    behind.label(view, surroundings);
    startLabel("before training", spread(first), surroundings, true);
  };
}

const decimals = (value) => (Math.abs(value) < 1000 ? value.toFixed(2).replace("-", "−") : formatNumber(value));

/** Where there may still be room when there is none along a line. */
const corners = ({ left, right, top, bottom }) => [[left, top], [right, bottom], [left, bottom], [right, top]];

/** A few anchors: from the right end to the left, where lines have most room. */
const spread = (points) =>
  [0.72, 0.5, 0.85, 0.3, 0.95, 0.15].map((share) => points[Math.floor(share * points.length)]).filter(Boolean);

/** @param {import("../types").Panel<import("../types").Fit>} panel */
function curveWords(panel, { run, snapshot, fate, get, control }, visible) {
  if (!visible)
    return fate.divergedAt === null ? "the prediction is outside this plot" : "no prediction: the run diverged";
  if (!panel.formula || !run.hasParameters) return panel.curve_label;
  const [w, b = 0] = run.parameters(snapshot.index);
  const weighted = `${decimals(w)} x ${b < 0 ? "−" : "+"} ${decimals(Math.abs(b))}`;
  const activation = valueText(control("activation"), get("activation"), String);
  return activation === "linear" ? `ŷ = ${weighted}` : `ŷ = ${activation}(${weighted})`;
}

/**
 * @param {{at: import("../types").Numbers}} data
 * @param {import("../types").View} view
 * @param {import("../types").Fit} panel
 */
function table({ at }, { run, snapshot }, panel) {
  const values = run.predictions(snapshot.index);
  const rows = rowPositions(at.length).map((i) => [Number(at[i]), Number(values[i])]);
  return { columns: [panel.x_label, panel.curve_label], rows };
}
