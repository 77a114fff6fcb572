import assert from "node:assert/strict";
import { test } from "node:test";
import { encode } from "../dev/from-python.mjs";
import { forecastLab, panelsLab, unitsLab } from "../dev/panel-data.mjs";
import { linkPaths, linksOf, placesOf, placeUnits } from "../src/network/geometry.js";
import { short } from "../src/network/numbers.js";
import { rootTicks } from "../src/ticks.js";
import { brokenGeometry, click, mount, nextFrame } from "./helpers.js";

const TYPES = ["Network", "Activation", "GradientNorms", "PredictionScatter", "Histogram", "Bars"];
const visible = (lab, type) =>
  lab
    .all(`[data-panel="${type}"] svg text`)
    .filter((node) => !hidden(node))
    .map((node) => node.textContent)
    .filter(Boolean);
const hidden = (node) =>
  node.getAttribute("visibility") === "hidden" || node.parentNode.getAttribute?.("visibility") === "hidden";
const says = (lab, type, words) =>
  assert.ok(visible(lab, type).some((text) => words.test(text)), `${type}: ${visible(lab, type).join("; ")}`);
const move = (lab, traits) => {
  Object.entries(traits).forEach(([name, value]) => lab.model.change(name, value));
  nextFrame();
};

function rowsOf(lab, type) {
  const details = lab.find(`[data-panel="${type}"] details`);
  details.setAttribute("open", "");
  details.dispatchEvent(new window.Event("toggle"));
  return [...details.querySelectorAll("tr")].map((row) => [...row.children].map((cell) => cell.textContent));
}

const situations = {
  "a normal run": [panelsLab, {}],
  "the start": [panelsLab, { epoch: 0 }],
  "a diverged run": [panelsLab, { learning_rate: 1, epoch: 30 }],
  "the last epoch before diverging": [panelsLab, { learning_rate: 1, epoch: 3 }],
  "one epoch": [() => panelsLab({ epochs: 1 }), { epoch: 1 }],
  "a network with fewer layers": [panelsLab, { activation: "tanh" }],
  "a layer without gradient": [panelsLab, { learning_rate: 0.01 }],
  "a forecast": [forecastLab, {}],
  "a diverged forecast": [forecastLab, { learning_rate: 1, epoch: 30 }],
  "a forecast of one epoch": [() => forecastLab({ epochs: 1 }), { epoch: 1 }],
  "a Table": [unitsLab, {}],
};

for (const [name, [make, patch]] of Object.entries(situations)) {
  test(`every further panel draws ${name}`, async () => {
    const traits = make();
    const lab = await mount("lab", { ...traits, ...patch });
    assert.deepEqual(lab.all(".nnlab-panel .nnlab-problem").map((node) => node.textContent).filter(Boolean), []);
    assert.equal(lab.all("svg.nnlab-plot").length, traits.spec.panels.length);
    assert.deepEqual(brokenGeometry(lab.el), []);
    assert.ok(!/NaN|undefined|Infinity/.test(lab.el.textContent));
    for (const { type } of traits.spec.panels) assert.ok(rowsOf(lab, type).length > 1, `${type} has a table`);
    assert.ok(!/NaN|undefined|Infinity/.test(lab.el.textContent));
  });
}

test("a diverged run is said in words, in every panel", async () => {
  const lab = await mount("lab", { ...panelsLab(), learning_rate: 1, epoch: 30 });
  for (const type of TYPES) says(lab, type, /^diverged at epoch 4$/);
  const forecast = await mount("lab", { ...forecastLab(), learning_rate: 1, epoch: 30 });
  says(forecast, "Forecast", /^diverged at epoch 4$/);
});

test("every drawing has a name of its own that says what it shows", async () => {
  const lab = await mount("lab", panelsLab());
  const names = lab.all('svg[role="img"]').map((svg) => svg.getAttribute("aria-label"));
  assert.equal(names.length, TYPES.length);
  for (const name of names) assert.match(name, /^[^.]+\. .+\. The numbers are in the data table below\.$/);
  assert.equal(lab.all('svg[role="img"]:not([aria-label])').length, 0);
});

test("a redraw changes attributes and makes no nodes, in any panel", async () => {
  for (const make of [panelsLab, forecastLab]) {
    const lab = await mount("lab", make());
    const before = lab.all("*").length;
    for (const epoch of [13, 40, 0, 7]) move(lab, { epoch });
    move(lab, { learning_rate: 1, activation: "tanh" });
    move(lab, { learning_rate: 0.1, activation: "relu", epoch: 12 });
    assert.equal(lab.all("*").length, before);
  }
});

test("hostile words stay text in every panel", async () => {
  const evil = '<img src=x onerror="boom()">';
  const replaced = (value) =>
    typeof value === "string"
      ? evil
      : Array.isArray(value) && value.every((item) => typeof item === "string")
        ? value.map(() => evil)
        : value;
  for (const make of [panelsLab, forecastLab, unitsLab]) {
    const traits = make();
    for (const panel of traits.spec.panels) {
      for (const key in panel) if (!["type", "axes", "knob", "epochs"].includes(key)) panel[key] = replaced(panel[key]);
    }
    const lab = await mount("lab", traits);
    assert.equal(lab.all("img, script, iframe").length, 0);
    assert.deepEqual(lab.all(".nnlab-panel .nnlab-problem").map((node) => node.textContent).filter(Boolean), []);
  }
});

const damages = {
  "panel0.weights": ["int8", "Network"], "panel1.f": ["float16", "Activation"],
  "panel1.marks": ["float16", "Activation"], "panel2.norms": ["int16", "GradientNorms"],
  "panel3.truth": ["float32", "PredictionScatter"], "panel3.metrics": ["float32", "PredictionScatter"],
  "panel4.counts": ["int16", "Histogram"], "panel4.edges": ["float32", "Histogram"],
  "panel5.values": ["float32", "Bars"], "panel5.spread": ["float32", "Bars"],
};

for (const [array, [dtype, type]] of Object.entries(damages)) {
  test(`a truncated ${array} and one of another shape are sentences in place of ${type}; others live on`, async () => {
    for (const damage of [
      (traits) => { traits.arrays[array] = encode(dtype, [1, 2, 3]); },
      (traits) => { traits.spec.arrays[array].shape = [1, traits.spec.arrays[array].shape.reduce((a, b) => a * b)]; },
      (traits) => { delete traits.arrays[array]; },
    ]) {
      const traits = panelsLab();
      damage(traits);
      const lab = await mount("lab", traits);
      const problems = lab.all(".nnlab-panel .nnlab-problem").filter((node) => node.textContent);
      if (!problems.length && ["panel3.truth", "panel4.edges"].includes(array)) continue; // the same for every setting
      assert.equal(problems.length, 1);
      assert.equal(problems[0].parentNode.getAttribute("data-panel"), type);
      assert.match(problems[0].textContent, /^This panel cannot be drawn\. The .+\.$/);
    }
  });
}

test("the network counts what it leaves out and tells the sign by dash as well as by colour", async () => {
  const lab = await mount("lab", panelsLab());
  assert.ok(visible(lab, "Network").includes("8 of 16"));
  const classes = lab
    .all('[data-panel="Network"] .nnlab-links path')
    .filter((path) => path.getAttribute("d"))
    .map((path) => path.getAttribute("class"));
  assert.ok(
    classes.some((name) => name.includes("nnlab-plus")) && classes.some((name) => name.includes("nnlab-minus")),
  );
});

test("links lie between the units that their weights join, the widest for the largest", () => {
  const layers = [{ units: 2, shown: 2 }, { units: 3, shown: 3 }, { units: 1, shown: 1 }];
  const { columns } = placeUnits(layers, { width: 300, height: 250 }, false, { left: 0, right: 0 });
  const links = linksOf(columns);
  assert.deepEqual(
    links.map(({ layer, from, unit }) => `${layer}${from}${unit}`),
    ["000", "001", "002", "010", "011", "012", "100", "110", "120"],
  );
  assert.deepEqual(placesOf(layers), { weights: [0, 1, 2, 3, 4, 5, 9, 10, 11], biases: [[6, 7, 8], [12]], length: 13 });
  const paths = linkPaths(links, [1, -1, 0.1, 0, NaN, 0.5, 5, -0.2, Infinity], 1);
  assert.deepEqual(paths.map((d) => d.split("M").length - 1), [1, 0, 1, 0, 0, 2, 0, 1, 0, 0, 0, 1]);
  for (const { ys } of columns) assert.ok(ys.every((y) => y > 0 && y < 250));
});

test("numbers on a small network are those of its arrays", async () => {
  const lab = await mount("lab", unitsLab());
  const texts = visible(lab, "Network");
  for (const words of [
    "x", "1.00", "z 0.50", "a 0.46", "b −0.30", "0.80", "−1.00", "1.20", "−0.70", "z 0.88", "a 0.88",
  ])
    assert.ok(texts.includes(words), `${words} in ${texts.join("; ")}`);
  assert.deepEqual([2.345, -0.001, 12.34, -999.9, 12345, NaN].map(short), [
    "2.35", "0.00", "12.3", "−1000", "1.23 × 10⁴", "–",
  ]);
  assert.ok(
    rowsOf(lab, "Network").some(([what, value]) => what === "weight hidden 1 1 → output 1" && value === "1.20"),
  );
});

test("a knob that is z is marked on f and on its derivative", async () => {
  const lab = await mount("lab", unitsLab());
  says(lab, "Activation", /^f\(1\) = 0\.762$/);
  says(lab, "Activation", /^f′\(1\) = 0\.420$/);
  move(lab, { knobs: { x: -2 } });
  says(lab, "Activation", /^f\(−2\) = −0\.964$/);
});

test("gradient norms name the first and the last layer, leave out those not there and mark a zero", async () => {
  const lab = await mount("lab", { ...panelsLab(), activation: "tanh" });
  assert.equal(rowsOf(lab, "GradientNorms").length, 1 + 5);
  says(lab, "GradientNorms", /^layer 1: 0\.0100$/);
  says(lab, "GradientNorms", /^layer 5: 0\.398$/);
  const dead = await mount("lab", { ...panelsLab(), learning_rate: 0.01 });
  says(dead, "GradientNorms", /^gradient 0 in 1 of 6 layers$/);
});

test("the scatter shows the metrics that were computed in Python", async () => {
  const lab = await mount("lab", { ...panelsLab(), epoch: 0 });
  assert.deepEqual(
    lab.all(".nnlab-metrics > span").map((node) => node.textContent), ["RMSE 1.00", "MAE 0.800", "R² 0"],
  );
  move(lab, { learning_rate: 1, epoch: 40 });
  assert.deepEqual(lab.all(".nnlab-metrics > span").map((node) => node.textContent), ["RMSE –", "MAE –", "R² –"]);
});

test("the histogram counts what lies outside in words", async () => {
  says(await mount("lab", panelsLab()), "Histogram", /^3 of 360 outside this range$/);
});

test("a histogram in which a bar rises far above the start has a square-root scale, and says so", async () => {
  const named = (lab) => lab.find('[data-panel="Histogram"] .nnlab-axis-name').textContent;
  const traits = panelsLab();
  assert.equal(named(await mount("lab", traits)), "number of weights");
  const counts = traits.arrays["panel4.counts"];
  counts.setInt16(counts.byteLength - 2 * 12, 900, true); // a bin of the last run
  const lab = await mount("lab", traits);
  assert.equal(named(lab), "number of weights, square-root scale");
  assert.deepEqual(rootTicks(1000, 144).map(({ label }) => label), ["0", "50", "200", "500", "1000"]);
});

test("a forecast is drawn in the original unit with its ranges and baselines named", async () => {
  const lab = await mount("lab", forecastLab());
  for (const words of ["training", "val.", "test", "forecast", "truth", "persistence", "mean"])
    assert.ok(visible(lab, "Forecast").includes(words), words);
  const [columns, first] = rowsOf(lab, "Forecast");
  assert.deepEqual(columns, ["year", "truth", "forecast", "persistence", "mean"]);
  assert.equal(first[0], "1970");
  assert.equal(first[4], "60");
});

test("bars without room for a name are thinned, long names shortened, all of them in the table", async () => {
  const lab = await mount("lab", panelsLab());
  assert.ok(visible(lab, "Bars").some((text) => text.endsWith("…")));
  assert.deepEqual(rowsOf(lab, "Bars").slice(1).map(([name]) => name), panelsLab().spec.panels[5].labels);
});

test("bars that count say whole numbers", async () => {
  const traits = panelsLab();
  const values = traits.arrays["panel5.values"];
  for (let at = 0; at < values.byteLength; at += 4) values.setFloat32(at, [88, 1, 2, 1050][(at / 4) % 4], true);
  const lab = await mount("lab", traits);
  assert.deepEqual(
    lab.all('[data-panel="Bars"] .nnlab-bar-value').map((node) => node.textContent), ["88", "1", "2", "1050"],
  );
});

test("a pinned run stands dotted behind the current one", async () => {
  const lab = await mount("lab", panelsLab());
  const pin = lab.all("button").find((button) => /^Pin/.test(button.textContent));
  click(pin);
  nextFrame();
  move(lab, { activation: "tanh", learning_rate: 0.01, epoch: 40 });
  for (const type of ["GradientNorms", "Histogram", "Bars", "Activation"]) {
    assert.ok(lab.find(`[data-panel="${type}"] .nnlab-pinned`).getAttribute("d"), type);
    says(lab, type, /^pinned: /);
  }
  click(pin);
  nextFrame();
  for (const line of lab.all(".nnlab-pinned")) assert.ok(!line.getAttribute("d"));
});
