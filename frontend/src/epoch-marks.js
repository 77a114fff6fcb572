// Epochs that the author marked in each run, such as the best one and the one where training stops: for each a line
// across the plot, a ring on the curve and its name.
import { bySetting } from "./by-setting.js";
import { s, set, show } from "./dom.js";
import { sample } from "./labels.js";
import { createLabel } from "./plot.js";

// Shares of the plot's height where a name may stand: high, where few curves are left.
const HEIGHTS = [0.94, 0.8, 0.66, 0.3, 0.06];

/**
 * @returns {{draw: Function, label: Function, note: (view: import("./types").View) => string}} made before what is in
 *   front
 */
export function createEpochMarks(plot, panel, lab) {
  const names = panel.marks ?? [];
  const read = names.length ? bySetting(panel, lab, "marks", lab.spec.axes) : () => [];
  const marks = names.map((name, i) => createMark(plot, name, (view) => read(view)[i]));

  /** @param {Float32Array} losses of the curve that carries the rings @returns what other labels keep clear of */
  const draw = (view, losses, frame) => marks.flatMap((mark) => mark.draw(view, losses, frame));
  const label = (view, frame, surroundings) => marks.forEach((mark) => mark.label(view, frame, surroundings));
  const note = (view) => marks.map((mark) => mark.words(view)).join(", ");
  return { draw, label, note };
}

function createMark(plot, name, epochOf) {
  const line = s("path", { class: "nnlab-epoch" });
  const ring = s("circle", { class: "nnlab-ring", r: 5 });
  plot.body.append(line);
  plot.over.append(ring);
  const put = createLabel(plot.over, "nnlab-epoch-label", 12);

  function draw(view, losses, { x, y, box }) {
    const epoch = epochOf(view);
    const at = x(epoch);
    show(ring, epoch >= 0);
    set(line, { d: epoch >= 0 ? `M${Math.round(at) + 0.5} ${box.top}V${box.bottom}` : "" });
    if (epoch < 0) return [];
    set(ring, { cx: at.toFixed(1), cy: insideOf(box, y(losses[epoch])).toFixed(1) });
    return sample([[at, box.top], [at, box.bottom]], box);
  }

  function label(view, { x, box }, surroundings) {
    const epoch = epochOf(view);
    /** @type {import("./types").Point[]} */
    const anchors = HEIGHTS.map((share) => [x(epoch), box.bottom - share * (box.bottom - box.top)]);
    put(epoch < 0 ? "" : `${name} ${epoch}`, anchors, surroundings);
  }

  const words = (view) => `${name}: ${epochOf(view) < 0 ? "none" : epochOf(view)}`;
  return { draw, label, words };
}

/** The height of a loss, at the edge where it has left the plot or is no number. */
const insideOf = ({ top, bottom }, height) => (Number.isFinite(height) ? Math.max(top, Math.min(bottom, height)) : top);
