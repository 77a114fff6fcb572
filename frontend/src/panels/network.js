// The network: layers as columns of units, weights as links (width: size; blue and solid: positive, orange and dashed:
// negative). A small one carries its numbers: x, z and a of one example, computed in Python.
import { bySetting, fateWords, ownKnobs, stepsOf } from "../by-setting.js";
import { pool, s, set, show, text } from "../dom.js";
import { labelSize } from "../labels.js";
import { levelOf, linkPaths, linksOf, placeUnits, placesOf } from "../network/geometry.js";
import { createNumbers, short } from "../network/numbers.js";

const COARSE = 127; // as in nnlab/panels/network.py: steps up to the widest weight; -128 is not finite
const MANY = 60; // links, from which they are drawn thinner
const MOST_ROWS = 60;

/** @param {import("../types").Panel<import("../types").Network>} panel @param {import("../types").Session} lab */
export default function network(panel, lab) {
  const steps = stepsOf(panel.epochs);
  const read = (key, axes = lab.spec.axes, count = steps.count) =>
    panel.has(key) ? bySetting(panel, lab, key, axes, count) : () => [];
  const numbers = {
    weights: read("weights"), z: read("z"), a: read("a"), x: read("x", [...ownKnobs(lab), "activation"], 0),
  };
  const places = placesOf(panel.layers);
  if (panel.shape("weights").slice(-1)[0] !== places.length) throw new Error("The weights do not fit the layers.");
  const drawing = createDrawing(panel);
  let placed = null;

  /** Everything that stands on the drawing now. */
  function stateOf(view) {
    const step = steps.at(view).index;
    const stored = numbers.weights(view, step);
    const weight = panel.values
      ? (i) => stored[i]
      : (i) => (stored[i] === -COARSE - 1 ? NaN : (stored[i] / COARSE) * panel.widest);
    return {
      weights: places.weights.map(weight), biases: places.biases.map((row) => row.map(weight)),
      x: numbers.x(view), z: numbers.z(view, step), a: numbers.a(view, step),
    };
  }

  function update(view, size) {
    if (placed?.width !== size.width || placed.height !== size.height) placed = { ...size, ...drawing.place(size) };
    const now = stateOf(view);
    drawing.fill(now, placed);
    drawing.say(now.weights.some(Number.isFinite) ? "" : fateWords(view));
  }

  const sizes = panel.layers.map(({ units }) => units).join(", ");
  const about = `Columns of units, from the input to the output: ${sizes}. Links show the weights between them.`;
  return { el: drawing.el, update, about, note: steps.note, table: (view) => table(panel, stateOf(view)) };
}

/** @param {import("../types").Panel<import("../types").Network>} panel */
function createDrawing(panel) {
  const el = s("svg", { class: "nnlab-plot nnlab-network", role: "img" });
  const links = s("g", {
    class:
      panel.layers.slice(1).reduce((sum, { shown }, i) => sum + shown * panel.layers[i].shown, 0) > MANY
        ? "nnlab-links nnlab-many"
        : "nnlab-links",
  });
  const units = s("g", { class: panel.values ? "nnlab-units nnlab-boxed" : "nnlab-units" });
  const names = s("g");
  const problem = s("text", { class: "nnlab-mark-label nnlab-training", "text-anchor": "middle" });
  el.append(links, units, names, createKey());
  const numbers = panel.values ? createNumbers(el) : null;
  el.append(problem);

  function place({ width, height }) {
    const margins = sideMargins(panel, width);
    const layout = placeUnits(panel.layers, { width, height }, panel.values, margins);
    const lines = linksOf(layout.columns);
    set(el, { width, height, viewBox: `0 0 ${width} ${height}` });
    set(problem, { x: width / 2, y: height / 2 });
    drawUnits(units, layout, panel.values);
    drawNames(names, panel, layout, height);
    numbers?.place(layout, lines);
    return { layout, lines };
  }

  function fill(now, { layout, lines }) {
    const paths = linkPaths(lines, now.weights, panel.widest);
    const nodes = pool(links, paths.length, () => s("path"));
    paths.forEach((d, i) =>
      set(nodes[i], { class: `nnlab-link${(i % 6) + 1} ${i < 6 ? "nnlab-plus" : "nnlab-minus"}`, d }),
    );
    const first = layout.columns[0].ys.length;
    now.biases
      .flat()
      .forEach((bias, i) =>
        set(units.childNodes[first + i], {
          class: `nnlab-ring${levelOf(bias, panel.widest)} ${bias < 0 ? "nnlab-minus" : "nnlab-plus"}`,
        }),
      );
    numbers?.fill(now.weights, unitLines(panel, now));
  }

  const say = (words) => {
    text(problem, words);
    show(links, !words);
  };
  return { el, place, fill, say };
}

/**
 * For every unit its two lines and its bias: x above its value, or z above a.
 * @param {import("../types").Panel<import("../types").Network>} panel
 */
function unitLines(panel, { x, z, a, biases }) {
  const inputs = Array.from(x, (value, i) => [
    panel.input_names[i] ?? (x.length > 1 ? `x${i + 1}` : "x"), short(value), "",
  ]);
  return [...inputs, ...biases.flat().map((bias, i) => [`z ${short(z[i])}`, `a ${short(a[i])}`, `b ${short(bias)}`])];
}

/** Names stand beside the first and last units; in a small network with numbers inputs are named in their boxes. */
function sideMargins({ values, input_names: inputs, output_names: outputs }, width) {
  const widest = (names) => Math.min(width * 0.22, Math.max(0, ...names.map((name) => labelSize(name, 12).width + 4)));
  return { left: values ? 2 : widest(inputs), right: widest(outputs) };
}

function drawUnits(parent, { columns, radius, box }, boxed) {
  const spots = columns.flatMap(({ x, ys }) => ys.map((y) => [x, y]));
  const nodes = pool(parent, spots.length, () => s("rect"));
  const [width, height] = boxed ? [box.width, box.height] : [2 * radius, 2 * radius];
  spots.forEach(([x, y], i) =>
    set(nodes[i], {
      x: (x - width / 2).toFixed(1), y: (y - height / 2).toFixed(1), width: width.toFixed(1), height: height.toFixed(1),
      rx: boxed ? 7 : radius.toFixed(1),
    }),
  );
}

/**
 * What the columns are called, how many units are left out, and the names beside the first and the last units.
 * @param {import("../types").Panel<import("../types").Network>} panel
 */
function drawNames(parent, panel, { columns, radius, gap }, height) {
  const last = columns.length - 1;
  const tight = last > 2 && columns[1].x - columns[0].x < labelSize("hidden 1", 12).width;
  const called = (i) =>
    i === 0 ? "input" : i === last ? "output" : tight ? "" : last === 2 ? "hidden" : `hidden ${i}`;
  const texts = panel.layers.flatMap(({ units, shown }, i) => [
    [called(i), columns[i].x, height - 18, "middle"],
    [units > shown ? `${shown} of ${units}` : "", columns[i].x, height - 3, "middle"],
    [units > shown ? "⋮" : "", columns[i].x, columns[i].after + 4, "middle"],
  ]);
  if (tight) texts.push(["hidden layers", (columns[1].x + columns[last - 1].x) / 2, height - 18, "middle"]);
  const beside = (names, i, x, anchor) =>
    names.forEach(
      (name, k) => columns[i].ys[k] !== undefined && gap > 11 && texts.push([name, x, columns[i].ys[k] + 4, anchor]),
    );
  if (!panel.values) beside(panel.input_names, 0, columns[0].x - radius - 5, "end");
  beside(panel.output_names, last, columns[last].x + radius + 5, "start");
  const nodes = pool(parent, texts.length, () => s("text"));
  texts.forEach(([words, x, y, anchor], i) =>
    set(text(nodes[i], words), { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor }),
  );
}

function createKey() {
  return s("g", { class: "nnlab-key" },
    s("path", { class: "nnlab-link4 nnlab-plus", d: "M1 8H25" }), s("text", { x: 31, y: 12 }, "positive weight"),
    s("path", { class: "nnlab-link4 nnlab-minus", d: "M136 8H160" }), s("text", { x: 166, y: 12 }, "negative"));
}

/**
 * Units with their numbers first, then the weights, the largest first where there are too many for a table.
 * @param {import("../types").Panel<import("../types").Network>} panel
 */
function table(panel, { weights, biases, x, z, a }) {
  const layer = (i, k) => `${i === 0 ? "input" : i === panel.layers.length - 1 ? "output" : `hidden ${i}`} ${k + 1}`;
  const rows = Array.from(x, (value, k) => [`${panel.input_names[k] ?? layer(0, k)}: x`, Number(value)]);
  let unit = 0;
  biases.forEach((row, i) => row.forEach((bias, k) => {
    if (panel.values) rows.push([`${layer(i + 1, k)}: z`, Number(z[unit])], [`${layer(i + 1, k)}: a`, Number(a[unit])]);
    rows.push([`${layer(i + 1, k)}: bias`, bias]);
    unit += 1;
  }));
  const links = linksOf(panel.layers.map(({ shown }) => ({ ys: Array(shown).fill(0), left: 0, right: 0 })));
  const named = links.map(({ layer: i, from, unit: k }, at) => [
    `weight ${layer(i, from)} → ${layer(i + 1, k)}`, weights[at],
  ]);
  if (rows.length + named.length > MOST_ROWS) named.sort((one, other) => Math.abs(other[1]) - Math.abs(one[1]));
  const all = [...rows, ...named].slice(0, Math.max(MOST_ROWS, rows.length));
  return {
    columns: ["What", "Value"],
    rows: panel.values
      ? all
      : all.map(([what, value]) => [what, Number.isFinite(value) ? Number(value.toPrecision(2)) : value]),
  };
}
