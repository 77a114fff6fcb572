// Axes, grid and the parts that every plot shares. A plot's scales change only with its size and domains, so a frame is
// made once and reused while the reader plays with the knobs.
import { pool, s, set, show, text, uniqueId } from "./dom.js";
import { labelSize, placeLabel } from "./labels.js";
import { linear, logarithmic, squareRoot } from "./scale.js";
import { decades, linearTicks, rootTicks } from "./ticks.js";

const FONT = 12;
const FAR = 4000; // pixels: lines that leave the plot end here, far outside
const TOP = 26;
const BOTTOM = 40;
const RIGHT = 12;

/**
 * @param {{xName: string, yName: string}} names
 * @returns a plot: `body` is clipped to the axes, `over` is not; `layout` gives the scales
 */
export function createPlot({ xName, yName }) {
  const clip = uniqueId("clip");
  const clipBox = s("rect");
  const grid = s("g", { class: "nnlab-grid" });
  const axes = s("g", { class: "nnlab-axis" });
  const body = s("g", { "clip-path": `url(#${clip})` });
  const over = s("g");
  const names = [
    s("text", { class: "nnlab-axis-name" }), s("text", { class: "nnlab-axis-name", "text-anchor": "middle" }),
  ];
  text(names[0], yName);
  text(names[1], xName);
  const el = s(
    "svg", { class: "nnlab-plot", role: "img" }, s("clipPath", { id: clip }, clipBox), grid, body, axes,
    ...names,
    over,
  );
  let key = "";
  let frame = null;

  /** @param {import("./types").Size} size @param {import("./types").Domains} domains */
  function layout(size, domains) {
    const next = JSON.stringify([size, domains]);
    if (next === key) return frame;
    key = next;
    frame = createFrame(size, domains);
    drawAxes({ el, grid, axes, names, clipBox }, frame);
    return frame;
  }

  return { el, grid, body, over, layout, get frame() { return frame; } };
}

/** @param {import("./types").Size} size @param {import("./types").Domains} domains */
function createFrame(size, { x, y, log, root, whole, yTicks: given, right = RIGHT }) {
  const height = size.height - TOP - BOTTOM;
  const yTicks = given ?? (log ? decades(y, height) : root ? rootTicks(y[1], height) : linearTicks(y, height / 44));
  const left = Math.max(0, ...yTicks.map(({ label }) => labelSize(label, FONT).width)) + 10;
  const box = { left, top: TOP, right: Math.max(left + 40, size.width - right), bottom: TOP + height };
  const xTicks = linearTicks(x, (box.right - box.left) / 62, whole);
  const scaleX = linear(x, [box.left, box.right]);
  const scaleY = (log ? logarithmic : root ? squareRoot : linear)(y, [box.bottom, box.top]);
  const near = (value) => Math.max(-FAR, Math.min(FAR, value));
  return {
    size, box, xTicks, yTicks, log,
    x: (value) => near(scaleX.to(value)),
    y: (value) => (log && value <= 0 ? FAR : near(scaleY.to(value))),
    invertX: scaleX.from,
    invertY: scaleY.from,
  };
}

function drawAxes({ el, grid, axes, names, clipBox }, { size, box, x, y, xTicks, yTicks }) {
  set(el, { width: size.width, height: size.height, viewBox: `0 0 ${size.width} ${size.height}` });
  set(clipBox, { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top });
  const lines = pool(grid, yTicks.length + 1, () => s("path"));
  yTicks.forEach(({ value }, i) => set(lines[i], { class: null, d: `M${box.left} ${crisp(y(value))}H${box.right}` }));
  set(lines[yTicks.length], { class: "nnlab-base", d: `M${box.left} ${crisp(box.bottom)}H${box.right}` });
  const labels = pool(axes, xTicks.length + yTicks.length, () => s("text"));
  xTicks.forEach(({ value, label }, i) => {
    set(text(labels[i], label), { x: x(value).toFixed(1), y: box.bottom + 16, "text-anchor": "middle" });
  });
  yTicks.forEach(({ value, label }, i) => {
    set(text(labels[xTicks.length + i], label), {
      x: box.left - 8, y: (y(value) + 4).toFixed(1), "text-anchor": "end",
    });
  });
  set(names[0], { x: 0, y: 12 });
  set(names[1], { x: (box.left + box.right) / 2, y: size.height - 4 });
}

const crisp = (value) => Math.round(value) + 0.5;

/** A text that finds its own place: see `placeLabel`. */
export function createLabel(parent, className, fontSize = 12.5) {
  const node = s("text", { class: `nnlab-mark-label ${className}`, "font-size": fontSize });
  parent.append(node);
  let before = 0;
  /**
   * @param {string} words none hides the label
   * @param {import("./types").Point[]} anchors
   * @param {import("./types").Surroundings} surroundings the box taken is added to `boxes`
   * @param {boolean} [optional] rather not shown than shown over something
   */
  return function put(words, anchors, { bounds, points, boxes }, optional = false) {
    const box =
      words && anchors.length ? placeLabel(labelSize(words, fontSize), anchors, bounds, points, boxes, before) : null;
    const shown = Boolean(box) && !(optional && box.price > 0);
    show(node, shown);
    if (!shown) return;
    before = box.place;
    boxes.push(box);
    set(text(node, words), { x: (box.left + 2).toFixed(1), y: (box.top + fontSize).toFixed(1) });
  };
}

const within = (value, low, high) => Math.max(low, Math.min(high, value));

/**
 * A point outside the box is brought to its inner edge.
 * @returns {{x: number, y: number, out: boolean, angle: number}} angle points to where it really is
 */
export function broughtInside(x, y, { left, right, top, bottom }) {
  const px = x < left || x > right ? within(x, left + 9, right - 9) : x;
  const py = y < top || y > bottom ? within(y, top + 9, bottom - 9) : y;
  return { x: px, y: py, out: px !== x || py !== y, angle: Math.round((Math.atan2(y - py, x - px) * 180) / Math.PI) };
}

/** A dot that becomes an arrow head at the edge when its point is outside the plot. */
export function createDot(parent, className) {
  const circle = s("circle", { r: 6 });
  const arrow = s("path", { d: "M9 0-4-7V7z" });
  const node = s("g", { class: `nnlab-dot ${className}`, visibility: "hidden" }, circle, arrow);
  parent.append(node);
  return {
    hide: () => show(node, false),
    move(x, y, box) {
      const at = broughtInside(x, y, box);
      show(node, true);
      set(node, { transform: `translate(${at.x.toFixed(1)} ${at.y.toFixed(1)})` });
      set(circle, { display: at.out ? "none" : null });
      set(arrow, { display: at.out ? null : "none", transform: `rotate(${at.angle})` });
      return at;
    },
  };
}
