// How many weights have which size, in the same bins for every run (counted in Python); dashed outline: before
// training.
import { createBehind } from "../behind.js";
import { bySetting, fateWords, stepsOf } from "../by-setting.js";
import { s, set } from "../dom.js";
import { formatNumber } from "../format.js";
import { sample } from "../labels.js";
import { pathOf } from "../lines.js";
import { createLabel, createPlot } from "../plot.js";

const FAR_MORE = 3; // times the highest bar before training

/** @param {import("../types").Panel<import("../types").Histogram>} panel @param {import("../types").Session} lab */
export default function histogram(panel, lab) {
  const steps = stepsOf(panel.epochs);
  const edges = panel.array("edges");
  const bins = edges.length - 1;
  const counts = bySetting(panel, lab, "counts", lab.spec.axes, steps.count);
  if (panel.shape("counts").slice(-1)[0] !== bins + 2) throw new Error("The counts do not fit the bins.");
  const { high, root } = heights(panel.array("counts"), bins, steps.count);
  const domains = { x: [edges[0], edges[bins]], y: [0, high], root };
  const plot = createPlot({
    xName: panel.x_label, yName: root ? `${panel.y_label}, square-root scale` : panel.y_label,
  });
  const behind = createBehind(plot);
  const area = s("path", { class: "nnlab-area" });
  const before = s("path", { class: "nnlab-line nnlab-before nnlab-strong" });
  plot.body.append(area, before);
  const labels = createLabels(plot, panel);

  function update(view, size) {
    const frame = plot.layout(size, domains);
    const step = steps.at(view).index;
    const now = counts(view, step);
    const outline = (setting, at) => steplines(edges, counts(setting, at), frame);
    const shape = outline(view, step);
    const start = step ? outline(view, 0) : [];
    const compared = view.pinned?.words ? outline(view.pinned, step) : [];
    set(area, { d: `${pathOf(shape)}Z` });
    set(before, { d: pathOf(start) });
    const taken = [shape, start].map((points) => sample(points, frame.box));
    const surroundings = {
      bounds: { ...frame.box, top: frame.box.top + 2 }, points: [...taken.flat(), ...behind.draw(compared, frame.box)],
      boxes: [],
    };
    labels(view, now, { frame, bins, start: taken[1] }, surroundings);
    behind.label(compared.length ? view : {}, surroundings);
  }

  const about = `The number of weights of each size, ${panel.total} in all.`;
  return {
    el: plot.el, update, about, note: steps.note,
    table: (view) => table(panel, edges, counts, view, steps.at(view).index),
  };
}

/** The outline of the bars: up, along and down again. */
function steplines(edges, counts, { x, y }) {
  const points = [[x(edges[0]), y(0)]];
  for (let i = 0; i < edges.length - 1; i += 1)
    points.push([x(edges[i]), y(counts[i])], [x(edges[i + 1]), y(counts[i])]);
  return [...points, [x(edges[edges.length - 1]), y(0)]];
}

/**
 * One height for the whole sweep. Where a bar may hold far more weights than any does before training (as after a
 * strong penalty), the scale is that of the square root: a linear one would flatten all the others.
 */
function heights(counts, bins, steps) {
  let [start, most] = [1, 1];
  for (let row = 0; row * (bins + 2) < counts.length; row += 1) {
    const top = counts
      .subarray(row * (bins + 2), row * (bins + 2) + bins)
      .reduce((highest, value) => Math.max(highest, value), 0);
    if (row % steps === 0) start = Math.max(start, top);
    most = Math.max(most, top);
  }
  return { high: 1.1 * most, root: most > FAR_MORE * start };
}

/** @param {import("../types").Panel<import("../types").Histogram>} panel */
function createLabels(plot, panel) {
  const start = createLabel(plot.over, "nnlab-before-label", 12);
  const words = createLabel(plot.over, "nnlab-training");
  const outside = createLabel(plot.over, "nnlab-points-label", 12);
  return (view, counts, { frame: { box }, bins, start: points }, surroundings) => {
    const inside = counts.subarray(0, bins);
    const beyond = counts[bins] + counts[bins + 1];
    const lost = panel.total - beyond - inside.reduce((sum, value) => sum + value, 0);
    words(
      lost > 0 ? (lost === panel.total ? fateWords(view) : `${lost} of ${panel.total} not finite`) : "",
      [[box.left, box.top], [box.right, box.top], [(box.left + box.right) / 2, (box.top + box.bottom) / 2]],
      surroundings,
    );
    outside(
      beyond ? `${beyond} of ${panel.total} outside this range` : "",
      [[box.left, box.top], [box.right, box.top], [box.left, box.top + 40]], surroundings,
    );
    start(
      "before training",
      [0.3, 0.7, 0.2, 0.8, 0.5].map((share) => points[Math.floor(share * points.length)]).filter(Boolean), surroundings,
      true,
    );
  };
}

/** @param {import("../types").Panel<import("../types").Histogram>} panel */
function table(panel, edges, counts, view, step) {
  const [now, start] = [counts(view, step), counts(view, 0)];
  const bins = edges.length - 1;
  const rows = Array.from({ length: bins }, (_, i) => [
    `${formatNumber(edges[i])} to ${formatNumber(edges[i + 1])}`, now[i], start[i],
  ]);
  rows.unshift([`below ${formatNumber(edges[0])}`, now[bins], start[bins]]);
  rows.push([`above ${formatNumber(edges[bins])}`, now[bins + 1], start[bins + 1]]);
  return { columns: [panel.x_label, panel.y_label, "before training"], rows: rows.filter((row) => row[1] || row[2]) };
}
