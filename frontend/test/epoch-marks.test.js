import assert from "node:assert/strict";
import { test } from "node:test";
import { sweepLab } from "../dev/data.mjs";
import { encode, like } from "../dev/from-python.mjs";
import { brokenGeometry, mount, nextFrame } from "./helpers.js";

const RATES = [0.01, 0.05, 0.3];

/** A sweep of two activations whose runs have their best epoch and their stop marked; the run at 0.3 diverges. */
function markedLab({ epochs, damaged = false, ...options } = {}) {
  const traits = sweepLab({ rates: RATES, activations: ["linear", "tanh"], epochs: 40, ...options });
  traits.spec.panels[0] = like("LossCurve", { marks: ["best", "stop"] });
  const marks = epochs ?? [7, 12, 30, -1, 2, 40, 0, 5, 9, 11, 13, 21];
  traits.spec.arrays["panel0.marks"] = like("array", { dtype: "int32", shape: damaged ? [3, 2, 2] : [2, 3, 2] });
  traits.arrays["panel0.marks"] = encode("int32", marks);
  return { ...traits, learning_rate: 0.01, epoch: 20 };
}

const panelOf = (lab) => lab.find('[data-panel="LossCurve"]');
const names = (lab) =>
  [...panelOf(lab).querySelectorAll(".nnlab-epoch-label")]
    .filter((node) => node.getAttribute("visibility") !== "hidden")
    .map((node) => node.textContent);
const noteOf = (lab) => panelOf(lab).querySelector(".nnlab-panel-note").textContent;
const placeOf = (node, name) => Number(node.getAttribute(name));

test("the epochs marked in the run on screen are named, in the plot and below it", async () => {
  const lab = await mount("lab", markedLab());
  assert.deepEqual(names(lab), ["best 7", "stop 12"]);
  assert.equal(noteOf(lab), "best: 7, stop: 12");
  lab.model.change("activation", "tanh");
  nextFrame();
  assert.deepEqual(names(lab), ["best 0", "stop 5"]);
});

test("what a run does not have is not drawn and said to be none", async () => {
  const lab = await mount("lab", { ...markedLab(), learning_rate: 0.05 });
  assert.deepEqual(names(lab), ["best 30"]);
  assert.equal(noteOf(lab), "best: 30, stop: none");
  const lines = [...panelOf(lab).querySelectorAll(".nnlab-epoch")].map((line) => Boolean(line.getAttribute("d")));
  assert.deepEqual(lines, [true, false]);
});

test("rings stand on the validation loss where there is one", async () => {
  for (const validation of [false, true]) {
    const lab = await mount("lab", markedLab({ validation, epochs: [20, -1, ...Array(10).fill(-1)] }));
    const ring = panelOf(lab).querySelector(".nnlab-ring");
    const dot = panelOf(lab).querySelector(`.nnlab-dot.nnlab-${validation ? "validation" : "training"}`);
    const [, x, y] = dot.getAttribute("transform").match(/translate\(([\d.]+) ([\d.]+)\)/);
    assert.deepEqual([placeOf(ring, "cx"), placeOf(ring, "cy")], [Number(x), Number(y)], "both are at epoch 20");
  }
});

test("a mark where the loss is no number stays inside the plot", async () => {
  const lab = await mount("lab", { ...markedLab(), learning_rate: 0.3, epoch: 40 });
  assert.deepEqual(brokenGeometry(lab.el), []);
  assert.deepEqual(names(lab), ["best 2", "stop 40"]);
});

test("a redraw makes no nodes", async () => {
  const lab = await mount("lab", markedLab());
  const before = lab.all("*").length;
  for (const learning_rate of [0.05, 0.3, 0.01]) {
    lab.model.change("learning_rate", learning_rate);
    nextFrame();
  }
  assert.equal(lab.all("*").length, before);
});

test("marks that do not fit are a sentence in the panel's place", async () => {
  const lab = await mount("lab", markedLab({ damaged: true }));
  assert.match(
    panelOf(lab).querySelector(".nnlab-problem").textContent,
    /^This panel cannot be drawn\. The array “marks” does not fit the controls\.$/,
  );
});
