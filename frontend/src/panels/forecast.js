// A series over time, the network's forecast of part of it, and the baselines that it has to beat; the test range is
// shaded.
import { bySetting, fateWords, ownKnobs, stepsOf } from "../by-setting.js";
import { rowPositions } from "../data-table.js";
import { s, set } from "../dom.js";
import { labelSize, sample } from "../labels.js";
import { pathOf } from "../lines.js";
import { createLabel, createPlot } from "../plot.js";

const STEP = 9; // pixels between the points of a line that labels keep clear of
const SHORT = { training: "train", validation: "val." };

/** @param {import("../types").Panel<import("../types").Forecast>} panel @param {import("../types").Session} lab */
export default function forecast(panel, lab) {
  const [times, series, at] = ["times", "series", "at"].map(panel.array);
  const baselines = panel.baselines.map((name, i) => ({
    name, of: bySetting(panel, lab, `baseline${i}`, ownKnobs(lab)),
  }));
  const domains = { x: panel.x_range, y: panel.y_range };
  const plot = createPlot({ xName: panel.x_label, yName: panel.y_label });
  const ranges = createRanges(plot, panel);
  const truth = s("path", { class: "nnlab-line nnlab-series" });
  const others = baselines.map((_, i) => s("path", { class: `nnlab-line nnlab-baseline nnlab-baseline${i}` }));
  const line = s("path", { class: "nnlab-line nnlab-training" });
  plot.body.append(truth, ...others, line);
  const labels = createLabels(plot, panel);
  let known = {};

  function update(view, size) {
    const frame = plot.layout(size, domains);
    if (known.frame !== frame)
      known = { frame, points: draw(truth, times, series, frame), boxes: ranges(frame), baselines: [] };
    const predicted = predictionsOf(view, panel, at.length);
    const compared = baselines.map(({ of }, i) => {
      const values = of(view);
      if (known.baselines[i]?.start !== values.byteOffset)
        known.baselines[i] = { start: values.byteOffset, points: draw(others[i], at, values, frame) };
      return known.baselines[i].points;
    });
    labels(
      view, frame, { truth: known.points, forecast: draw(line, at, predicted, frame), baselines: compared },
      known.boxes,
    );
  }

  const beside = baselines.length ? ` and ${panel.baselines.join(", ")}` : "";
  const about = `${panel.series_label} over time with the network's forecast${beside}; the test range is shaded.`;
  const table = (view) => tableOf({ panel, times, series, at, baselines }, view);
  return { el: plot.el, update, about, note: stepsOf(lab.spec.snapshot_epochs).note, table };
}

function predictionsOf(view, { scale }, count) {
  const [mean, deviation] = scale;
  const all = view.run.predictions(view.snapshot.index);
  if (all.length !== count) throw new Error("The predictions do not fit their times.");
  return Array.from(all, (value) => mean + deviation * value);
}

/** Draws values over times; @returns {[number, number][]} what labels keep clear of */
function draw(node, times, values, { x, y, box }) {
  const points = Array.from(times, (time, i) => (Number.isFinite(values[i]) ? [x(time), y(values[i])] : null));
  set(node, { d: pathOf(points) });
  return sample(points.filter(Boolean), box, STEP);
}

/**
 * The shaded test range, a line where each range begins, and their names along the top.
 * @param {import("../types").Panel<import("../types").Forecast>} panel
 */
function createRanges(plot, panel) {
  const shade = s("rect", { class: "nnlab-shade" });
  const lines = s("path", { class: "nnlab-playhead" });
  plot.body.append(shade, lines);
  const starts = [
    ["training", panel.x_range[0]],
    ...(panel.validation === null ? [] : [["validation", panel.validation]]),
    ["test", panel.split],
  ];
  const names = starts.map(() => createLabel(plot.over, "nnlab-before-label", 12));
  return ({ x, box }) => {
    const edges = [...starts.map(([, time]) => Math.max(box.left, Math.min(box.right, x(time)))), box.right];
    const test = edges[edges.length - 2];
    set(shade, {
      x: test.toFixed(1), y: box.top, width: Math.max(0, box.right - test).toFixed(1), height: box.bottom - box.top,
    });
    set(lines, {
      d: edges
        .slice(1, -1)
        .map((edge) => `M${edge.toFixed(1)} ${box.top}V${box.bottom}`)
        .join(""),
    });
    const boxes = [];
    starts.forEach(([name], i) => {
      const bounds = { left: edges[i] + 1, right: edges[i + 1], top: box.top - 2, bottom: box.top + 20 };
      const fits = labelSize(name, 12).width < edges[i + 1] - edges[i] - 6;
      names[i](fits ? name : SHORT[name] ?? name, [[edges[i] - 4, box.top + 9]], { bounds, points: [], boxes }, true);
    });
    return boxes;
  };
}

/** Anchors on a line: from its right end, where the test range is, to the left. */
const spread = (points) =>
  [0.9, 0.7, 0.5, 0.98, 0.3, 0.1].map((share) => points[Math.floor(share * points.length)]).filter(Boolean);

/** @param {import("../types").Panel<import("../types").Forecast>} panel */
function createLabels(plot, panel) {
  const put = [
    createLabel(plot.over, "nnlab-training"), createLabel(plot.over, "nnlab-points-label"),
    ...panel.baselines.map(() => createLabel(plot.over, "nnlab-validation", 12)),
  ];
  return (view, { box }, { truth, forecast, baselines }, boxes) => {
    const bounds = { left: box.left + 2, top: box.top + 14, right: box.right + 8, bottom: box.bottom - 2 };
    const surroundings = { bounds, points: [...truth, ...forecast, ...baselines.flat()], boxes: [...boxes] };
    const centre = [[(box.left + box.right) / 2, (box.top + box.bottom) / 2]];
    const words = forecast.length
      ? panel.forecast_label
      : view.fate.divergedAt === null
        ? "forecast outside this plot"
        : fateWords(view);
    put[0](words, forecast.length ? spread(forecast) : centre, surroundings);
    put[1](panel.series_label, spread(truth), surroundings);
    panel.baselines.forEach((name, i) => put[i + 2](name, spread(baselines[i]), surroundings));
  };
}

function tableOf({ panel, times, series, at, baselines }, view) {
  const predicted = predictionsOf(view, panel, at.length);
  const truthAt = new Map(Array.from(times, (time, i) => [time, series[i]]));
  const rows = rowPositions(at.length).map((i) => [
    Number(at[i].toPrecision(7)),
    ...[truthAt.get(at[i]) ?? "", predicted[i], ...baselines.map(({ of }) => Number(of(view)[i]))],
  ]);
  return { columns: [panel.x_label, panel.series_label, panel.forecast_label, ...panel.baselines], rows };
}
