// The loss after each epoch: the whole run faint, the part walked strong, a dot at the current epoch with its number.
// The axes are the same for every run of the sweep, so that runs compare; one that diverges leaves through the top.
import { createBehind } from "../behind.js";
import { rowPositions } from "../data-table.js";
import { s, set, show, uniqueId } from "../dom.js";
import { formatNumber } from "../format.js";
import { sample } from "../labels.js";
import { pathOf, seriesPoints } from "../lines.js";
import { createEpochMarks } from "../epoch-marks.js";
import { createDot, createLabel, createPlot } from "../plot.js";
import { divergedAt } from "../view.js";

/** @param {import("../types").Panel<import("../types").LossCurve>} panel @param {import("../types").Session} lab */
export default function lossCurve(panel, lab) {
  const { log } = panel;
  const last = lab.control("epoch").last;
  const arrays = ["data_loss", "validation_loss"].filter(lab.data.has).map(lab.data.array);
  const domains = { x: [0, Math.max(1, last)], y: lossDomain(arrays, last + 1, log), log, whole: true };
  const plot = createPlot({ xName: panel.x_label, yName: `${panel.y_label}${log ? ", log scale" : ""}` });
  const playhead = s("path", { class: "nnlab-playhead" });
  plot.body.append(playhead);
  const marks = createEpochMarks(plot, panel, lab);
  const behind = createBehind(plot);
  const pinnedPoints = lastOf((run, frame) => (run ? seriesPoints(run.loss, frame) : []));
  const named = arrays.length > 1;
  const series = [...(named ? ["validation"] : []), "training"].map((role) => createSeries(plot, role, named));
  scrubbing(plot, lab);

  function update(view, size) {
    const frame = plot.layout(size, domains);
    const x = Math.round(frame.x(view.epoch)) + 0.5;
    set(playhead, { d: `M${x} ${frame.box.top}V${frame.box.bottom}` });
    const points = series.flatMap((one) => one.draw(valuesOf(view.run, one.role), frame, view.epoch));
    points.push(...sample([[x, frame.box.top], [x, frame.box.bottom]], frame.box));
    points.push(...marks.draw(view, valuesOf(view.run, series[0].role), frame));
    points.push(...behind.draw(pinnedPoints(view.pinned?.run, frame), frame.box));
    const surroundings = { bounds: labelBounds(frame.box), points, boxes: [] };
    series.forEach((one) => one.label(frame, view, surroundings));
    marks.label(view, frame, surroundings);
    behind.label(view, surroundings);
  }

  return { el: plot.el, update, table, note: marks.note };
}

const labelBounds = ({ left, top, right, bottom }) => ({
  left: left + 2, top: top + 1, right: right + 10, bottom: bottom - 2,
});
const valuesOf = (run, role) => (role === "training" ? run.loss : run.validation);

/** Calls `make` only when an argument is another one than before. */
function lastOf(make) {
  let [before, result] = [[], null];
  return (...given) => {
    if (!result || given.some((one, i) => one !== before[i])) [before, result] = [given, make(...given)];
    return result;
  };
}

/** One line: faint, strong up to the epoch, dot and label. Its paths change only with the run or the size. */
function createSeries(plot, role, named) {
  const clip = uniqueId("walked");
  const walked = s("rect");
  const faint = s("path", { class: `nnlab-line nnlab-faint nnlab-${role}` });
  const strong = s("path", { class: `nnlab-line nnlab-${role}`, "clip-path": `url(#${clip})` });
  plot.body.append(s("clipPath", { id: clip }, walked), faint, strong);
  const dot = createDot(plot.over, `nnlab-${role}`);
  const cross = s("path", { class: `nnlab-cross nnlab-${role}`, d: "M-5-5 5 5M5-5-5 5" });
  plot.over.append(cross);
  const label = createLabel(plot.over, `nnlab-${role}`);
  /** @type {{values: import("../types").Numbers, frame: object, end: number | null, obstacles: object[]} | null} */
  let drawn = null;

  function draw(values, frame, epoch) {
    const { box } = frame;
    if (drawn?.values !== values || drawn.frame !== frame) {
      const points = seriesPoints(values, frame);
      const d = pathOf(points);
      set(faint, { d });
      set(strong, { d });
      drawn = { values, frame, end: divergedAt(values), obstacles: sample(points.filter(Boolean), box) };
    }
    set(walked, {
      x: box.left - 9, y: box.top - 9, width: Math.max(0, frame.x(epoch) - box.left + 9),
      height: box.bottom - box.top + 18,
    });
    return drawn.obstacles;
  }

  /** @returns {import("../types").Point} */
  function mark(frame, epoch) {
    const { values, end } = drawn;
    show(cross, end !== null);
    set(cross, {
      transform: end === null ? null : `translate(${frame.x(end).toFixed(1)} ${frame.box.top})`,
      opacity: epoch < end ? 0.6 : null,
    });
    if (end !== null && epoch >= end) {
      dot.hide();
      return [frame.x(end), frame.box.top];
    }
    const at = dot.move(frame.x(epoch), frame.y(values[epoch]), frame.box);
    return [at.x, at.y];
  }

  const put = (frame, { epoch }, surroundings) =>
    label(wordsFor(drawn, epoch, named ? role : ""), [mark(frame, epoch)], surroundings);
  return { role, draw, label: put };
}

function wordsFor({ values, end }, epoch, role) {
  const name = role ? `${role} ` : "";
  if (end !== null && epoch >= end) return `${name}diverged at epoch ${end}`;
  const growing = values[epoch] > 10 * values[0] ? ", growing" : "";
  return `${name}${formatNumber(values[epoch])}${growing}`;
}

/** The plot is a time line too: dragging on it moves the epoch. */
function scrubbing(plot, lab) {
  let dragging = false;
  const move = (event) => {
    const box = plot.el.getBoundingClientRect();
    lab.set({ epoch: plot.frame.invertX(event.clientX - box.left) });
  };
  plot.el.classList.add("nnlab-scrub");
  plot.el.addEventListener("pointerdown", (event) => {
    dragging = event.button === 0;
    if (dragging) {
      plot.el.setPointerCapture?.(event.pointerId);
      move(event);
    }
  });
  plot.el.addEventListener("pointermove", (event) => dragging && move(event));
  for (const end of ["pointerup", "pointercancel"]) plot.el.addEventListener(end, () => { dragging = false; });
}

/**
 * One y domain for the whole sweep: from the least loss reached to the highest start, or to twelve times that when runs
 * grow.
 */
export function lossDomain(arrays, length, log) {
  let start = 0;
  let least = Infinity;
  let most = 0;
  for (const values of arrays) {
    values.forEach((value, i) => {
      if (!Number.isFinite(value)) return;
      if (i % length === 0) start = Math.max(start, value);
      if (value > 0) least = Math.min(least, value);
      most = Math.max(most, value);
    });
  }
  if (!(most > 0)) return log ? [0.1, 1] : [0, 1];
  const high = Math.min(most, start > 0 ? 12 * start : most) * (log ? 1.6 : 1.05);
  if (!log) return [0, Math.min(high, start > 0 ? 1.6 * start : high)];
  return [Math.min(Math.max(least / 2, high * 1e-17), high / 20), high];
}

function table({ run }) {
  const columns = ["Epoch", "Training loss", ...(run.validation ? ["Validation loss"] : [])];
  const rows = rowPositions(run.loss.length).map((i) => [
    i, Number(run.loss[i]),
    ...(run.validation ? [Number(run.validation[i])] : []),
  ]);
  return { columns, rows };
}
