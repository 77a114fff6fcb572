// The activation f(z) and its derivative, computed by Keras; where the network's pre-activations lie on it, or the
// point z of a knob.
import { createBehind } from "../behind.js";
import { bySetting, fateWords, stepsOf } from "../by-setting.js";
import { rowPositions } from "../data-table.js";
import { s, set } from "../dom.js";
import { formatNumber, formatValue } from "../format.js";
import { sample } from "../labels.js";
import { alongCurve, dots, pathOf } from "../lines.js";
import { createDot, createLabel, createPlot } from "../plot.js";
import { valueText } from "../state.js";

/** @param {import("../types").Panel<import("../types").Activation>} panel @param {import("../types").Session} lab */
export default function activation(panel, lab) {
  const z = panel.array("z");
  const steps = stepsOf(panel.epochs);
  const [f, slope] = ["f", "slope"].map((key) => bySetting(panel, lab, key, ["activation"]));
  const marks = panel.has("marks") ? bySetting(panel, lab, "marks", lab.spec.axes, steps.count) : null;
  const point = panel.knob ? bySetting(panel, lab, "point", ["activation", panel.knob]) : null;
  const domains = { x: panel.x_range, y: panel.y_range };
  const plot = createPlot({ xName: panel.x_label, yName: panel.y_label });
  const axes = s("path", { class: "nnlab-upright" });
  plot.body.append(axes);
  const behind = createBehind(plot);
  const derivative = s("path", { class: "nnlab-line nnlab-validation" });
  const curve = s("path", { class: "nnlab-line nnlab-training" });
  const rug = s("path", { class: "nnlab-rug" });
  const lying = s("path", { class: "nnlab-points nnlab-small" });
  plot.body.append(derivative, curve, rug, lying);
  const labels = createLabels(plot);

  function update(view, size) {
    const frame = plot.layout(size, domains);
    const lines = [f(view), slope(view)].map((values) => pixelsOf(z, values, frame));
    [curve, derivative].forEach((node, i) => set(node, { d: pathOf(lines[i]) }));
    set(axes, { d: `M${Math.round(frame.x(0)) + 0.5} ${frame.box.top}V${frame.box.bottom}` });
    const seen = marks ? marksOf(marks(view, steps.at(view).index), z, f(view), frame) : { words: "", pixels: [] };
    set(lying, { d: dots(seen.pixels) });
    set(rug, { d: seen.pixels.map(([x]) => `M${x.toFixed(1)} ${frame.box.bottom}v-9`).join("") });
    const other = view.pinned && view.pinned.index("activation") !== view.index("activation");
    const taken = [
      ...lines.map((line) => sample(line.filter(Boolean), frame.box)),
      behind.draw(other ? pixelsOf(z, f(view.pinned), frame) : [], frame.box),
    ];
    const surroundings = {
      bounds: { ...frame.box, top: frame.box.top + 2, right: frame.box.right + 6, bottom: frame.box.bottom - 10 },
      points: [...taken.flat(), ...seen.pixels], boxes: [],
    };
    labels(view, taken, { seen, frame, at: point && { z: view.get(panel.knob), values: point(view) } }, surroundings);
    behind.label(other ? view : {}, surroundings);
  }

  const about = "The activation function, solid, and its derivative, dashed, over the pre-activation.";
  const table = (view) => ({
    columns: [panel.x_label, "f(z)", "f′(z)"],
    rows: rowPositions(z.length).map((i) => [Number(z[i]), Number(f(view)[i]), Number(slope(view)[i])]),
  });
  return { el: plot.el, update, about, note: (view) => (marks ? steps.note(view) : ""), table };
}

const pixelsOf = (z, values, { x, y }) =>
  Array.from(z, (at, i) => (Number.isFinite(values[i]) ? [x(at), y(values[i])] : null));

/** Where pre-activations stand on the drawn curve, and what is to be said of them. */
function marksOf(values, z, f, { x, y }) {
  const finite = Array.from(values).filter(Number.isFinite);
  const inside = finite.filter((value) => value >= z[0] && value <= z[z.length - 1]);
  const out = finite.length - inside.length;
  const words = finite.length ? `z of the units${out ? `, ${out} of ${finite.length} outside` : ""}` : "";
  return { words, none: !finite.length, pixels: inside.map((value) => [x(value), y(alongCurve(z, f, value))]) };
}

function createLabels(plot) {
  const slopeDot = createDot(plot.over, "nnlab-validation");
  const dot = createDot(plot.over, "nnlab-training");
  const own = createLabel(plot.over, "nnlab-training");
  const slope = createLabel(plot.over, "nnlab-validation");
  const marks = createLabel(plot.over, "nnlab-points-label");
  return (view, taken, { seen, frame: { x, y, box }, at }, surroundings) => {
    const [curve, derivative] = taken;
    const name = valueText(view.control("activation"), view.get("activation"), String);
    const places = at && [dot, slopeDot].map((one, i) => one.move(x(at.z), y(at.values[i]), box));
    if (places) surroundings.points.push(...places.map((place) => [place.x, place.y]));
    const anchors = (i, points) => (places ? [[places[i].x, places[i].y]] : spread(points));
    const z = at && formatValue(at.z);
    own(at ? `f(${z}) = ${formatNumber(at.values[0])}` : `${name}: f(z)`, anchors(0, curve), surroundings);
    slope(at ? `f′(${z}) = ${formatNumber(at.values[1])}` : "f′(z)", anchors(1, derivative), surroundings);
    const middle = seen.pixels[Math.floor(seen.pixels.length / 2)] ?? [box.left, box.top];
    marks(
      seen.none ? fateWords(view) : seen.words, [[middle[0], box.bottom - 14], middle, [box.left, box.top]],
      surroundings,
    );
  };
}

const spread = (points) =>
  [0.85, 0.7, 0.15, 0.3, 0.5].map((share) => points[Math.floor(share * points.length)]).filter(Boolean);
