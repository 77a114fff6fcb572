import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { encode } from "../dev/from-python.mjs";
import { fullLab, meanSquare, parabolaLab, sweepLab, tableLab } from "../dev/data.mjs";
import { formatNumber } from "../src/format.js";
import { brokenGeometry, click, enter, mount, nextFrame } from "./helpers.js";

const sentenceOf = ({ find }) => find(".nnlab-sentence").textContent.replaceAll("\u00a0", " ");
const knob = ({ find }, name) => find(`[data-control="${name}"] input`);

test("controls are native, labelled and say their value", async () => {
  const lab = await mount("lab", sweepLab());
  const rate = knob(lab, "learning_rate");
  assert.equal(rate.getAttribute("aria-valuetext"), "0.03");
  assert.equal(rate.getAttribute("data-lm-suppress-shortcuts"), "true");
  assert.equal(lab.find(`label[for="${rate.id}"]`).textContent, "Learning rate");
  assert.equal(knob(lab, "epoch").getAttribute("aria-valuetext"), "epoch 12 of 500");
  assert.deepEqual(
    lab.all('[data-control="activation"] label').map((label) => label.textContent),
    ["linear", "ReLU", "tanh", "sigmoid"],
  );
  for (const node of lab.all("button, input, select, summary, [tabindex]"))
    assert.equal(node.getAttribute("data-lm-suppress-shortcuts"), "true", "JupyterLab leaves its keys alone");
  for (const button of lab.all("button")) assert.ok(button.getAttribute("aria-label") || button.textContent.trim());
});

test("moving a knob is drawn and saved once, in the next frame", async () => {
  const lab = await mount("lab", sweepLab());
  const rate = knob(lab, "learning_rate");
  enter(rate, 4);
  enter(rate, 5);
  assert.deepEqual(lab.model.saves, []);
  assert.equal(nextFrame(), 1);
  assert.deepEqual(lab.model.saves, [{ learning_rate: 0.08 }]);
  assert.match(sentenceOf(lab), /learning rate 0\.08, linear/);
  assert.equal(nextFrame(), 0, "nothing more is asked for");
});

test("a change from Python is drawn and not written back", async () => {
  const lab = await mount("lab", sweepLab());
  lab.model.change("activation", "tanh");
  lab.model.change("epoch", 40);
  lab.model.change("learning_rate", 0.028);
  nextFrame();
  assert.match(sentenceOf(lab), /^Epoch 40, learning rate 0\.03, tanh: training loss/);
  assert.deepEqual(lab.model.saves, []);
});

test("own knobs travel together in one trait", async () => {
  const lab = await mount("lab", sweepLab({ knob: true, epochs: 10 }));
  const choices = lab.all('[data-control="batch size"] input');
  choices[2].checked = true;
  choices[2].dispatchEvent(new window.Event("change"));
  nextFrame();
  assert.deepEqual(lab.model.saves, [{ knobs: { "batch size": 32 } }]);
});

test("step, reset and play move the epoch", async () => {
  const lab = await mount("lab", sweepLab());
  click(lab.find('[aria-label="Step forward one epoch"]'));
  nextFrame();
  assert.equal(lab.model.get("epoch"), 13);
  click(lab.find('[aria-label="Back to epoch 0"]'));
  nextFrame();
  click(lab.find('[aria-label="Step back one epoch"]'));
  nextFrame();
  assert.equal(lab.model.get("epoch"), 0);
  click(lab.find(".nnlab-play"));
  assert.equal(lab.find(".nnlab-play").textContent, "Pause");
  click(lab.find(".nnlab-play"));
  assert.equal(lab.find(".nnlab-play").textContent, "Play");
});

test("nothing plays by itself", async () => {
  const lab = await mount("lab", sweepLab());
  assert.equal(nextFrame(), 0);
  assert.equal(lab.model.get("epoch"), 12);
});

test("the live sentence waits until the knobs rest", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const lab = await mount("lab", sweepLab());
  const live = lab.find('[aria-live="polite"]');
  const before = live.textContent;
  lab.model.change("epoch", 100);
  nextFrame();
  mock.timers.tick(300);
  lab.model.change("epoch", 101);
  nextFrame();
  mock.timers.tick(300);
  assert.equal(live.textContent, before);
  mock.timers.tick(101);
  assert.match(live.textContent, /^Epoch 101,/);
  mock.timers.reset();
});

test("the Lab follows the theme of a book page and of JupyterLab", async () => {
  const lab = await mount("lab", parabolaLab());
  assert.equal(lab.find(".nnlab").getAttribute("data-theme"), "light");
  for (const [node, name, value, theme] of [
    ["documentElement", "data-theme", "dark", "dark"], ["documentElement", "data-theme", "light", "light"],
    ["body", "data-jp-theme-light", "false", "dark"],
  ]) {
    const { find, el } = await mount("lab", parabolaLab(), (document) => document[node].setAttribute(name, value));
    assert.equal(find(".nnlab").getAttribute("data-theme"), theme, `${name}=${value} ${el.localName}`);
  }
});

test("taking the Lab away removes every listener and node", async () => {
  const lab = await mount("lab", sweepLab());
  lab.stop();
  assert.equal(lab.model.listeners.size, 0);
  assert.equal(lab.el.childNodes.length, 0);
});

const extremes = {
  "a normal run": [sweepLab(), {}],
  "a diverging run, growing": [sweepLab(), { learning_rate: 0.3, epoch: 3 }],
  "a diverging run, diverged": [sweepLab(), { learning_rate: 0.3, epoch: 300 }],
  "one epoch": [sweepLab({ epochs: 1 }), { epoch: 1 }],
  "one learning rate and one activation": [sweepLab({ rates: [0.05], activations: ["linear"], epochs: 30 }), {}],
  "a first loss that is not a number": [sweepLab({ start: [NaN, 0], epochs: 20 }), {}],
  "an infinite start": [sweepLab({ start: [1e30, 0], epochs: 20 }), {}],
  "validation and an own knob": [sweepLab({ validation: true, knob: true, epochs: 40 }), { epoch: 40 }],
  "10 000 epochs": [sweepLab({ epochs: 10000, rates: [0.01, 0.3], activations: ["linear"] }), { epoch: 9999 }],
  "5 000 points": [sweepLab({ points: 5000, epochs: 20 }), {}],
  "a Table": [tableLab(), { knobs: { w: -1, b: 2 } }],
  "one parameter": [parabolaLab(), { learning_rate: 0.26, epoch: 30 }],
};

for (const [name, [traits, patch]] of Object.entries(extremes)) {
  test(`every panel draws ${name}`, async () => {
    const lab = await mount("lab", { ...traits, ...patch });
    assert.deepEqual(lab.all(".nnlab-problem").map((node) => node.textContent).filter(Boolean), []);
    assert.equal(lab.all("svg.nnlab-plot").length, traits.spec.panels.length);
    assert.deepEqual(brokenGeometry(lab.el), []);
    assert.ok(!/NaN|undefined|Infinity/.test(lab.el.textContent));
  });
}

test("a diverged run is marked and named in the plot", async () => {
  const lab = await mount("lab", { ...sweepLab(), learning_rate: 0.3, epoch: 300 });
  const text = lab
    .all('[data-panel="LossCurve"] text')
    .filter((node) => node.getAttribute("visibility") !== "hidden")
    .map((node) => node.textContent);
  assert.ok(text.includes("diverged at epoch 27"), text.join("; "));
});

test("controls with a single value are not drawn", async () => {
  const lab = await mount("lab", sweepLab({ rates: [0.05], activations: ["linear"], epochs: 30 }));
  assert.deepEqual(lab.all("[data-control]").map((node) => node.getAttribute("data-control")), ["epoch"]);
});

test("hostile text stays text", async () => {
  const traits = sweepLab({ epochs: 5 });
  const evil = '<img src=x onerror="boom()">';
  traits.spec.title = evil;
  traits.spec.controls[0].label = evil;
  traits.spec.controls[1].texts = [evil, evil, evil, evil];
  Object.assign(traits.spec.panels[1], { title: evil, data_label: evil, x_label: evil });
  const lab = await mount("lab", traits);
  assert.equal(lab.all("img, script, iframe").length, 0);
  assert.ok(lab.find(".nnlab-title").textContent === evil);
});

test("a damaged array is a sentence in its panel's place; the others live on", async () => {
  const traits = sweepLab({ epochs: 50 });
  traits.arrays.predictions = encode("float16", [1, 2, 3]);
  const lab = await mount("lab", traits);
  assert.match(
    lab.find('[data-panel="Fit"] .nnlab-problem').textContent,
    /^This panel cannot be drawn\. The array “predictions” is damaged/,
  );
  assert.equal(lab.find('[data-panel="LossCurve"] .nnlab-problem').textContent, "");
  enter(knob(lab, "epoch"), 50);
  nextFrame();
  assert.match(sentenceOf(lab), /^Epoch 50/);
});

test("damaged losses are a sentence in the readout; what needs none of them is drawn", async () => {
  const traits = fullLab({ epochs: 50 });
  traits.arrays.data_loss = encode("float32", [1, 2, 3]);
  const lab = await mount("lab", traits);
  assert.match(sentenceOf(lab), /^The results of this setting cannot be read\. The array “data_loss” is damaged/);
  assert.match(lab.find('[data-panel="LossCurve"] .nnlab-problem').textContent, /“data_loss” is damaged/);
  assert.ok(lab.find(".nnlab-card"));
  enter(knob(lab, "epoch"), 20);
  nextFrame();
  assert.equal(lab.model.get("epoch"), 20);
});

test("a panel of an unknown type and a broken spec are sentences", async () => {
  const traits = sweepLab({ epochs: 5 });
  traits.spec.panels[2].type = "Hologram";
  assert.match(
    (await mount("lab", traits)).find('[data-panel="Hologram"]').textContent, /no panel of the type “Hologram”/,
  );
  for (const spec of [{}, null, { controls: [] }, { controls: [{ name: "epoch", kind: "time", last: -1 }] }]) {
    assert.match((await mount("lab", { ...traits, spec })).el.textContent, /^This Lab cannot be shown\./);
  }
});

test("data tables are filled when opened, with at most 60 rows", async () => {
  const lab = await mount("lab", sweepLab());
  const details = lab.find('[data-panel="LossCurve"] details');
  assert.equal(details.querySelectorAll("td").length, 0);
  details.setAttribute("open", "");
  details.dispatchEvent(new window.Event("toggle"));
  const rows = [...details.querySelectorAll("tbody tr")];
  assert.ok(rows.length > 40 && rows.length <= 60, `${rows.length} rows`);
  assert.deepEqual(
    [...rows[0].children].map((cell) => cell.textContent), ["0", formatNumber(meanSquare(-0.6, 0.2, "linear"))],
  );
  assert.equal(rows.at(-1).firstChild.textContent, "500");
});

test("a redraw changes attributes and makes no nodes", async () => {
  const lab = await mount("lab", sweepLab());
  const nodes = () => lab.all("*").length;
  const before = nodes();
  const svg = lab.find("svg.nnlab-plot");
  for (const epoch of [13, 14, 200, 12]) {
    lab.model.change("epoch", epoch);
    nextFrame();
  }
  assert.equal(nodes(), before);
  assert.equal(lab.find("svg.nnlab-plot"), svg);
});
