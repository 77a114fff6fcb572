// The loss over two parameters: filled contours, the path with a halo, start, minimum and the current point.
import { createBehind } from "../behind.js";
import { apart, dots, pathOf } from "../lines.js";
import { contourPaths, UNIT } from "./contours.js";
import { pool, s, set, show } from "../dom.js";
import { sample } from "../labels.js";
import { createDot, createLabel, createPlot } from "../plot.js";

const ends = (values) => [values[0], values[values.length - 1]];
const onPlot = (box, x, y) => x >= box.left && x <= box.right && y >= box.top && y <= box.bottom;

export function createSurface(panel, lab) {
  const x = panel.array("x");
  const y = panel.array("y");
  const domains = { x: ends(x), y: ends(y) };
  const plot = createPlot({ xName: panel.x_label, yName: panel.y_label });
  plot.el.classList.add("nnlab-surface");
  const surfaces = createContours(plot, panel, x, y);
  const behind = createBehind(plot);
  const halo = s("path", { class: "nnlab-line nnlab-halo" });
  const line = s("path", { class: "nnlab-line nnlab-path" });
  const steps = s("path", { class: "nnlab-steps-walked" });
  plot.body.append(halo, line, steps);
  const landmarks = createLandmarks(plot, behind);
  const key = createKey(plot);
  if (!lab.control("epoch")) dragging(plot, panel, lab);

  function update(view, path, size, compared) {
    const frame = plot.layout(size, domains);
    surfaces.draw(view, frame);
    key(frame);
    const pixels = ({ at: [w, b] }) => (Number.isFinite(w) && Number.isFinite(b) ? [frame.x(w), frame.y(b)] : null);
    const points = path.map(pixels);
    behind.draw(compared.map(pixels), frame.box);
    const d = pathOf(points);
    const width = lineWidth(points.filter(Boolean), frame.box);
    set(halo, { d, "stroke-width": width + 3.5 });
    set(line, { d, "stroke-width": width });
    set(steps, { d: dots(apart(points.filter(Boolean), 9)) });
    landmarks(frame, points, surfaces.hasMinimum ? panel.minimum : null, view);
  }

  return { el: plot.el, update };
}

/** A path that bounces to and fro is drawn thinner, so that its steps can be told apart. */
function lineWidth(points, { left, right, top, bottom }) {
  const reach = right - left + bottom - top;
  const length = points.reduce(
    (sum, [x, y], i) => (i ? sum + Math.min(reach, Math.hypot(x - points[i - 1][0], y - points[i - 1][1])) : 0), 0,
  );
  return Math.round(20 * Math.max(0.8, Math.min(2.5, (4 * reach) / length || 2.5))) / 20;
}

/** Contours in grid units, made once an activation and scaled to the plot. */
function createContours(plot, panel, x, y) {
  const [nx, ny] = [x.length, y.length];
  const group = s("g", { class: "nnlab-contours" });
  plot.body.append(group);
  const loss = panel.array("loss");
  const count = loss.length / (nx * ny);
  if (!Number.isInteger(count)) throw new Error("The loss surface does not fit its axes.");
  const cache = new Map();
  let drawn = null;

  const prepare = (index) => {
    const values = loss.subarray(index * nx * ny, (index + 1) * nx * ny);
    return { paths: contourPaths(values, x, y), hasMinimum: isLowest(panel.minimum, values, x, y) };
  };

  function draw(view, frame) {
    const index = Math.min(view.index("activation"), count - 1);
    if (!cache.has(index)) cache.set(index, prepare(index));
    if (drawn !== index) {
      const { paths } = cache.get(index);
      const nodes = pool(group, paths.length, () => s("path"));
      paths.forEach((d, i) => set(nodes[i], { d }));
      drawn = index;
    }
    const { left, right, top, bottom } = frame.box;
    const [across, up] = [(right - left) / UNIT, (top - bottom) / UNIT];
    set(group, {
      transform: `translate(${left.toFixed(2)} ${bottom}) scale(${across.toFixed(5)} ${up.toFixed(5)})`,
    });
  }

  return { draw, get hasMinimum() { return cache.get(drawn).hasMinimum; } };
}

/** A minimum is named only on a surface that has it: with another activation the lowest point may be elsewhere. */
function isLowest(point, loss, x, y) {
  if (!point) return false;
  const column = nearest(x, point[0]);
  const row = nearest(y, point[1]);
  const here = loss[row * x.length + column];
  return loss.reduce((lower, value) => lower + (value < here), 0) < loss.length / 100;
}

const nearest = (values, value) =>
  values.reduce((best, candidate, i) => (Math.abs(candidate - value) < Math.abs(values[best] - value) ? i : best), 0);

function createLandmarks(plot, behind) {
  const goal = s("path", { class: "nnlab-goal", d: "M-6 0H6M0-6V6" });
  const begin = s("circle", { class: "nnlab-start", r: 5 });
  plot.over.append(goal, begin);
  const dot = createDot(plot.over, "nnlab-path");
  const [startLabel, goalLabel, nowLabel] = ["start", "minimum", "now"].map((name) =>
    createLabel(plot.over, `nnlab-on-surface nnlab-${name}`, 12),
  );

  return (frame, points, minimum, view) => {
    const { box } = frame;
    const bounds = { left: box.left + 2, top: box.top + 2, right: box.right - 2, bottom: box.bottom - 2 };
    const low = minimum && [frame.x(minimum[0]), frame.y(minimum[1])];
    const first = points.length > 1 ? points[0] : null;
    const now = points[points.length - 1];
    placeAt(goal, low, box);
    placeAt(begin, first, box);
    const at = now ? dot.move(...now, box) : dot.hide();
    const taken = [...sample(points.filter(Boolean), box), ...[low, first].filter(Boolean)];
    const boxes = [];
    const surroundings = { bounds, points: [...taken, ...(at ? around(at) : [])], boxes };
    const anchors = (point) => (point && onPlot(box, ...point) ? [point] : []);
    nowLabel(now ? "outside this plot" : diverged(view), at?.out ? [[at.x, at.y]] : now ? [] : [middle(box)], {
      bounds, points: taken, boxes,
    });
    startLabel("start", anchors(first), surroundings);
    goalLabel("minimum", anchors(low), surroundings);
    behind.label(view, surroundings);
  };
}

/**
 * Points all around the current one: a label next to it would seem to be its own.
 * @returns {import("../types").Point[]}
 */
const around = ({ x, y }) =>
  Array.from({ length: 12 }, (_, i) => [x + 12 * Math.cos((i * Math.PI) / 6), y + 12 * Math.sin((i * Math.PI) / 6)]);
/** @returns {import("../types").Point} */
const middle = ({ left, right, top, bottom }) => [(left + right) / 2, (top + bottom) / 2];
const diverged = ({ fate }) => (fate.divergedAt === null ? "no point" : `diverged at epoch ${fate.divergedAt}`);

function placeAt(node, point, box) {
  show(node, Boolean(point) && onPlot(box, ...point));
  if (point) set(node, { transform: `translate(${point[0].toFixed(1)} ${point[1].toFixed(1)})` });
}

/** "high loss ▁▃▅ low loss" at the top right. */
function createKey(plot) {
  const words = s("text", { class: "nnlab-axis-name", "text-anchor": "end" }, "low");
  const before = s("text", { class: "nnlab-axis-name", "text-anchor": "end" }, "loss: high");
  const swatches = Array.from({ length: 5 }, (_, i) =>
    s("rect", { class: "nnlab-swatch", width: 11, height: 10, "fill-opacity": 0.08 + i * 0.17 }),
  );
  plot.over.append(before, ...swatches, words);
  return ({ box }) => {
    set(words, { x: box.right, y: 12 });
    swatches.forEach((swatch, i) => set(swatch, { x: box.right - 84 + i * 11, y: 3 }));
    set(before, { x: box.right - 89, y: 12 });
  };
}

/** Where nothing is trained, the reader moves the point itself. */
function dragging(plot, panel, lab) {
  let held = false;
  const move = (event) => {
    const box = plot.el.getBoundingClientRect();
    lab.set({
      [panel.x_name]: plot.frame.invertX(event.clientX - box.left),
      [panel.y_name]: plot.frame.invertY(event.clientY - box.top),
    });
  };
  plot.el.classList.add("nnlab-grab");
  plot.el.addEventListener("pointerdown", (event) => {
    held = event.button === 0;
    plot.el.setPointerCapture?.(event.pointerId);
    if (held) move(event);
  });
  plot.el.addEventListener("pointermove", (event) => held && move(event));
  for (const end of ["pointerup", "pointercancel"]) plot.el.addEventListener(end, () => { held = false; });
}
