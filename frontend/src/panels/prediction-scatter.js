// Predictions over the truth with the diagonal on which both agree; RMSE, MAE and R² of the snapshot (computed in
// Python) above it.
import { bySetting, fateWords, ownKnobs, stepsOf } from "../by-setting.js";
import { rowPositions } from "../data-table.js";
import { h, pool, s, set, text } from "../dom.js";
import { formatNumber } from "../format.js";
import { sample } from "../labels.js";
import { dots, pathOf } from "../lines.js";
import { createLabel, createPlot } from "../plot.js";

const METRICS = ["RMSE", "MAE", "R²"];
const LINE = 26; // pixels: the metrics' own line
const MOST_OBSTACLES = 300;

/**
 * @param {import("../types").Panel<import("../types").PredictionScatter>} panel
 * @param {import("../types").Session} lab
 */
export default function predictionScatter(panel, lab) {
  const unit = panel.unit ? ` (${panel.unit})` : "";
  const steps = stepsOf(lab.spec.snapshot_epochs);
  const truth = bySetting(panel, lab, "truth", ownKnobs(lab));
  const metrics = bySetting(panel, lab, "metrics", lab.spec.axes, steps.count);
  const domains = { x: panel.range, y: panel.range };
  const plot = createPlot({ xName: `${panel.x_label}${unit}`, yName: `${panel.y_label}${unit}` });
  const diagonal = s("path", { class: "nnlab-line nnlab-before" });
  const points = s("path", {
    class: panel.shape("truth").slice(-1)[0] > 150 ? "nnlab-dots nnlab-scatter nnlab-many" : "nnlab-dots nnlab-scatter",
  });
  plot.body.append(diagonal, points);
  const labels = createLabels(plot);
  const line = h("p", { class: "nnlab-metrics" });
  const values = (view) => predictionsOf(view, panel, truth(view).length);

  function update(view, size) {
    const frame = plot.layout({ width: size.width, height: size.height - LINE }, domains);
    const [known, predicted] = [truth(view), values(view)];
    const pixels = predicted
      .map((value, i) => (Number.isFinite(value) ? [frame.x(known[i]), frame.y(value)] : null))
      .filter(Boolean);
    const inside = pixels.filter(
      ([x, y]) => x >= frame.box.left && x <= frame.box.right && y >= frame.box.top && y <= frame.box.bottom,
    );
    const ends = panel.range.map((value) => [frame.x(value), frame.y(value)]);
    set(points, { d: dots(pixels) });
    set(diagonal, { d: pathOf(ends) });
    showMetrics(line, metrics(view, view.snapshot.index));
    labels(view, frame.box, inside, sample(ends, frame.box), predicted.length);
  }

  const about = "Each dot is one example, its prediction above its true value; on the diagonal both agree.";
  const el = h("div", {}, line, plot.el);
  return {
    el, picture: plot.el, update, about, note: steps.note, table: (view) => table(panel, truth(view), values(view)),
  };
}

/** @returns {number[]} one output at every point, in the unit of the truth */
function predictionsOf(view, { scale, output }, count) {
  const [mean, deviation] = scale;
  const all = view.run.predictions(view.snapshot.index);
  const outputs = all.length / count;
  if (!Number.isInteger(outputs)) throw new Error("The predictions do not fit the true values.");
  return Array.from({ length: count }, (_, i) => mean + deviation * all[i * outputs + output]);
}

function showMetrics(line, values) {
  const pairs = pool(line, METRICS.length, () => h("span", {}, h("span"), " ", h("strong")));
  METRICS.forEach((name, i) => {
    text(pairs[i].firstChild, name);
    text(pairs[i].lastChild, Number.isFinite(values[i]) ? formatNumber(values[i]) : "–");
  });
}

function createLabels(plot) {
  const agree = createLabel(plot.over, "nnlab-before-label", 12);
  const missing = createLabel(plot.over, "nnlab-training");
  return (view, box, inside, diagonal, count) => {
    const some = inside.filter((_, i) => i % Math.ceil(inside.length / MOST_OBSTACLES) === 0);
    const bounds = { left: box.left + 2, top: box.top + 2, right: box.right, bottom: box.bottom - 4 };
    const surroundings = { bounds, points: [...some, ...diagonal], boxes: [] };
    const out = count - inside.length;
    const words = !out ? "" : view.fate.divergedAt === null ? `${out} of ${count} outside this plot` : fateWords(view);
    missing(
      words, [[box.left, box.bottom], [box.right, box.bottom], [(box.left + box.right) / 2, box.top + 12]],
      surroundings,
    );
    agree(
      "prediction = truth",
      [0.12, 0.85, 0.4].map((share) => diagonal[Math.floor(share * diagonal.length)]).filter(Boolean), surroundings,
      true,
    );
  };
}

/** @param {import("../types").Panel<import("../types").PredictionScatter>} panel */
function table(panel, truth, predicted) {
  const rows = rowPositions(predicted.length).map((i) => [Number(truth[i]), predicted[i], predicted[i] - truth[i]]);
  return { columns: [panel.x_label, panel.y_label, "error"], rows };
}
