import assert from "node:assert/strict";
import { test } from "node:test";
import { fullLab, parabolaLab, tableLab } from "../dev/data.mjs";
import { fillTemplate, pythonFloat } from "../src/keras-code.js";
import { brokenGeometry, click, mount, nextFrame } from "./helpers.js";

const button = ({ all }, words) => all(".nnlab-quiet").find((node) => node.textContent.includes(words));
const settled = () => new Promise((done) => setTimeout(done));

test("a template is filled as str.format does it", () => {
  assert.equal(
    fillTemplate("f({learning_rate}, {{'a': {epochs}}}, {other})", { learning_rate: "0.1", epochs: "7" }),
    "f(0.1, {'a': 7}, {other})",
  );
  assert.equal(fillTemplate("{{learning_rate}}", {}), "{learning_rate}");
});

test("a float is written as Python writes it", () => {
  const cases = [
    [0.03, "0.03"], [1, "1.0"], [10, "10.0"], [1e-4, "0.0001"], [1e-5, "1e-05"], [3e-7, "3e-07"], [1e16, "1e+16"],
    [0.102, "0.102"], [1.5e-10, "1.5e-10"],
  ];
  for (const [value, written] of cases) assert.equal(pythonFloat(value), written);
});

test("the code is that of the setting and epoch on screen, and can be copied", async () => {
  const lab = await mount("lab", fullLab({ knob: true, epochs: 40 }));
  const details = lab.find(".nnlab-code");
  assert.equal(details.querySelector("summary").textContent, "Keras code for this setting");
  details.setAttribute("open", "");
  details.dispatchEvent(new window.Event("toggle"));
  const code = () => lab.find(".nnlab-code code").textContent;
  assert.match(
    code(), /^import keras[\s\S]*activation="linear"[\s\S]*SGD\(0\.03\)[\s\S]*epochs=12[\s\S]*print\({"loss"/,
  );
  lab.model.change("activation", "tanh");
  lab.model.change("learning_rate", 0.001);
  lab.model.change("epoch", 0);
  nextFrame();
  assert.match(
    code(), /activation="tanh"[\s\S]*SGD\(0\.001\)[\s\S]*# epoch 0: before training, so without fit\n[\s\S]*evaluate/,
  );
  assert.doesNotMatch(code(), /fit\(/, "nothing is trained at epoch 0");
  const copied = [];
  Object.defineProperty(globalThis, "navigator", {
    configurable: true, value: { clipboard: { writeText: async (words) => copied.push(words) } },
  });
  click(button(lab, "Copy the code"));
  await settled();
  assert.deepEqual(copied, [code()]);
  assert.equal(lab.find(".nnlab-said").textContent, "Code copied.");
  lab.stop();
});

test("where the clipboard is forbidden the text is selected", async () => {
  Object.defineProperty(globalThis, "navigator", { configurable: true, value: {} });
  const lab = await mount("lab", fullLab({ epochs: 5 }));
  let selected = null;
  globalThis.getSelection = () => ({ selectAllChildren: (node) => { selected = node; } });
  click(button(lab, "Copy the code"));
  await settled();
  assert.equal(selected.className, "nnlab-code-text");
  assert.match(lab.find(".nnlab-said").textContent, /Press Ctrl\+C/);
  lab.stop();
});

test("a Lab without code, challenge and page has one button in its extras", async () => {
  const lab = await mount("lab", tableLab());
  assert.deepEqual(lab.all(".nnlab-extras button").map((node) => node.textContent), ["Pin this setting"]);
});

const pinnedLines = (lab) =>
  lab
    .all(".nnlab-pinned")
    .map((node) => node.getAttribute("d"))
    .filter(Boolean).length;
const labels = (lab) =>
  lab
    .all(".nnlab-pinned-label")
    .filter((node) => node.getAttribute("visibility") !== "hidden")
    .map((node) => node.textContent);

test("a pinned run is drawn dotted in every panel, named by what differs, until it is let go", async () => {
  const lab = await mount("lab", fullLab());
  assert.equal(pinnedLines(lab), 0);
  click(button(lab, "Pin this run"));
  nextFrame();
  assert.doesNotMatch(lab.find(".nnlab-sentence").textContent, /Pinned/, "it is the run on screen");
  lab.model.change("learning_rate", 0.01);
  nextFrame();
  assert.equal(pinnedLines(lab), 3);
  assert.deepEqual([...new Set(labels(lab))], ["pinned: 0.03"]);
  assert.match(lab.find(".nnlab-sentence").textContent.replaceAll("\u00a0", " "), / Pinned 0\.03: 0\.155\.$/);
  lab.model.change("activation", "tanh");
  nextFrame();
  assert.deepEqual([...new Set(labels(lab))], ["pinned: 0.03, linear"]);
  click(button(lab, "Unpin"));
  nextFrame();
  assert.equal(pinnedLines(lab), 0);
  assert.deepEqual(labels(lab), []);
  assert.deepEqual(lab.model.saves, [], "the pin is the reader's, not the model's");
});

test("a diverged run, one parameter and a Table can be pinned", async () => {
  for (const [traits, patch] of [
    [fullLab(), { learning_rate: 0.3, epoch: 300 }], [parabolaLab(), { learning_rate: 0.26 }], [tableLab(), {}],
  ]) {
    const lab = await mount("lab", { ...traits, ...patch });
    click(button(lab, "Pin this"));
    nextFrame();
    if (traits.spec.snapshot_epochs.length) lab.model.change("learning_rate", traits.spec.controls[0].values[1]);
    else lab.model.change("knobs", { w: -1, b: 2 });
    nextFrame();
    assert.deepEqual(brokenGeometry(lab.el), []);
    assert.ok(!/NaN|undefined|Infinity/.test(lab.el.textContent));
  }
});
