// The norm of the gradient in each layer's weights, on a log scale: one point a layer, joined; dashed: before training.
import { createBehind } from "../behind.js";
import { bySetting, fateWords, stepsOf } from "../by-setting.js";
import { s, set } from "../dom.js";
import { formatNumber } from "../format.js";
import { sample } from "../labels.js";
import { dots, pathOf } from "../lines.js";
import { createLabel, createPlot } from "../plot.js";

const ABSENT = -32768; // as in nnlab/panels/gradient_norms.py: no such layer, a norm of 0, not finite
const ZERO = -32767;
const LOST = 32767;
const DEEPEST = 1e-14; // of the highest: below, a norm leaves through the bottom
const FAR_UP = 1e4; // times the highest norm before training: a diverging run leaves through the top

/** @param {import("../types").Panel<import("../types").GradientNorms>} panel @param {import("../types").Session} lab */
export default function gradientNorms(panel, lab) {
  const steps = stepsOf(panel.epochs);
  const norms = bySetting(panel, lab, "norms", lab.spec.axes, steps.count);
  const layers = panel.shape("norms").slice(-1)[0];
  const domains = { x: [0.5, layers + 0.5], y: domainOf(panel, steps.count), log: true, whole: true };
  const plot = createPlot({ xName: panel.x_label, yName: `${panel.y_label}, log scale` });
  const behind = createBehind(plot);
  const before = s("path", { class: "nnlab-line nnlab-before" });
  const line = s("path", { class: "nnlab-line nnlab-training" });
  const points = s("path", { class: "nnlab-dots nnlab-training" });
  const none = s("path", { class: "nnlab-cross nnlab-training" });
  plot.body.append(before, line, points);
  plot.over.append(none);
  const labels = createLabels(plot);
  const values = (setting, step) => decode(norms(setting, step), panel.steps);

  function update(view, size) {
    const frame = plot.layout(size, domains);
    const step = steps.at(view).index;
    const now = values(view, step);
    const pixels = pixelsOf(now, frame);
    const start = step ? pixelsOf(values(view, 0), frame) : [];
    const compared = view.pinned?.words ? pixelsOf(values(view.pinned, step), frame) : [];
    set(line, { d: pathOf(pixels) });
    set(points, { d: dots(pixels.filter(Boolean)) });
    set(before, { d: pathOf(start) });
    set(none, { d: crosses(now, frame) });
    const taken = [pixels, start].map((some) => sample(some.filter(Boolean), frame.box));
    const surroundings = {
      bounds: { ...frame.box, top: frame.box.top + 2, right: frame.box.right + 8 },
      points: [...taken.flat(), ...behind.draw(compared, frame.box)], boxes: [],
    };
    labels(view, now, { pixels, before: taken[1], frame }, surroundings);
    behind.label(compared.length ? view : {}, surroundings);
  }

  const about = "One point a layer shows the norm of the loss's gradient in its weights, on a logarithmic scale.";
  return {
    el: plot.el, update, about, note: steps.note, table: (view) => table(panel, values, view, steps.at(view).index),
  };
}

/** @returns {number[]} the norms of the layers that there are */
function decode(codes, steps) {
  return Array.from(codes)
    .filter((code) => code !== ABSENT)
    .map((code) => (code === ZERO ? 0 : code === LOST ? NaN : 10 ** (code / steps)));
}

function pixelsOf(norms, frame) {
  return norms.map((norm, i) => (norm > 0 ? [frame.x(i + 1), frame.y(norm)] : null));
}

/** A layer that no gradient reaches is marked on the axis. */
function crosses(norms, { x, box }) {
  return norms
    .map((norm, i) => (norm === 0 ? `M${(x(i + 1) - 5).toFixed(1)} ${box.bottom - 5}l10 10m0-10l-10 10` : ""))
    .join("");
}

function createLabels(plot) {
  const [first, last, none] = ["", "", ""].map(() => createLabel(plot.over, "nnlab-training"));
  const start = createLabel(plot.over, "nnlab-before-label", 12);
  return (view, norms, { pixels, before, frame: { x, box } }, surroundings) => {
    const end = norms.length - 1;
    const words = (i) => `layer ${i + 1}: ${formatNumber(norms[i])}`;
    const zeros = norms.filter((norm) => norm === 0).length;
    /** @type {import("../types").Point} */
    const centre = [(box.left + box.right) / 2, (box.top + box.bottom) / 2];
    first(pixels[0] ? words(0) : "", [pixels[0] ?? centre], surroundings);
    last(end > 0 && pixels[end] ? words(end) : "", [pixels[end] ?? centre], surroundings);
    if (zeros)
      none(
        `gradient 0 in ${zeros} of ${norms.length} layers`, [[x(norms.indexOf(0) + 1), box.bottom - 8], centre],
        surroundings,
      );
    else none(pixels.some(Boolean) ? "" : fateWords(view), [centre], surroundings);
    start(
      "before training", [0.5, 0.25, 0.75].map((share) => before[Math.floor(share * before.length)]).filter(Boolean),
      surroundings, true,
    );
  };
}

/**
 * One domain for the whole sweep: from the least norm to the highest, a diverging run aside.
 * @param {import("../types").Panel<import("../types").GradientNorms>} panel
 */
function domainOf(panel, steps) {
  const shape = panel.shape("norms");
  const layers = shape[shape.length - 1];
  let [least, most, start] = [Infinity, 0, 0];
  panel.array("norms").forEach((code, i) => {
    if (code === ABSENT || code === ZERO || code === LOST) return;
    const norm = 10 ** (code / panel.steps);
    least = Math.min(least, norm);
    most = Math.max(most, norm);
    if (Math.floor(i / layers) % steps === 0) start = Math.max(start, norm);
  });
  if (!(most > 0)) return [0.1, 1];
  const high = 2 * Math.min(most, start > 0 ? FAR_UP * start : most);
  return [Math.min(Math.max(least / 2, high * DEEPEST), high / 20), high];
}

/** @param {import("../types").Panel<import("../types").GradientNorms>} panel */
function table(panel, values, view, step) {
  const [now, start] = [values(view, step), values(view, 0)];
  const rows = now.map((norm, i) => [i + 1, panel.layer_names[i], norm, start[i]]);
  return { columns: ["Layer", "Name", "Gradient norm", "Before training"], rows };
}
