import assert from "node:assert/strict";
import { test } from "node:test";
import { parabolaLab, sweepLab, tableLab } from "../dev/data.mjs";
import { createData } from "../src/data.js";
import { sentence } from "../src/readout.js";
import { createState } from "../src/state.js";
import { createView, fateOf, snapshotAt } from "../src/view.js";

const say = (traits, patch) => {
  const { spec } = traits;
  const state = createState(spec.controls);
  state.set(patch);
  const data = createData(spec, traits.arrays, spec.controls);
  return sentence(spec, createView(spec, data, state)).map(({ text }) => text).join("").replaceAll("\u00a0", " ");
};
const sweep = sweepLab();

test("the sentence says setting, loss and parameters", () => {
  assert.equal(
    say(sweep, { learning_rate: 0.03, activation: "linear", epoch: 12 }),
    "Epoch 12, learning rate 0.03, linear: training loss 0.155, w = 1.80, b = 0.697.",
  );
});

test("it names the epoch of the weights when they are of another one", () => {
  assert.match(
    say(sweep, { learning_rate: 0.03, activation: "relu", epoch: 180 }),
    /^Epoch 180, learning rate 0\.03, ReLU: .* \(weights of epoch 177\)\.$/,
  );
});

test("it says growing, and then at which epoch the run diverged", () => {
  assert.match(
    say(sweep, { learning_rate: 0.3, activation: "linear", epoch: 2 }), /training loss .* × 10⁴ and growing, w = /,
  );
  assert.equal(
    say(sweep, { learning_rate: 0.3, activation: "linear", epoch: 400 }),
    "Epoch 400, learning rate 0.3, linear: diverged at epoch 27 (the loss is no longer finite).",
  );
});

test("own knobs and the validation loss are part of it", () => {
  const traits = sweepLab({ validation: true, knob: true, epochs: 20 });
  assert.match(
    say(traits, { "batch size": 8, epoch: 20, learning_rate: 0.03 }),
    /^Epoch 20, learning rate 0\.03, linear, batch size 8: training loss [\d.]+, validation loss [\d.]+, w = /,
  );
});

test("a Table has no epoch; a knob of one value is left out", () => {
  assert.equal(say(tableLab(), { w: 1.5, b: 0 }), "w = 1.5, b = 0, linear: loss 2.29.");
  assert.equal(
    say(parabolaLab(), { learning_rate: 0.2, epoch: 6 }), "Epoch 6, learning rate 0.2: training loss 0.107, w = 1.84.",
  );
});

test("a run that starts without a finite loss has diverged at epoch 0", () => {
  assert.deepEqual(fateOf(Float32Array.of(NaN, NaN), 0), { divergedAt: 0, growing: false });
  assert.deepEqual(fateOf(Float32Array.of(1, 11, Infinity), 1), { divergedAt: null, growing: true });
  assert.deepEqual(fateOf(Float32Array.of(1, 10, Infinity), 2), { divergedAt: 2, growing: false });
});

test("the snapshot is the last one at or before the epoch, never a later one", () => {
  assert.deepEqual(snapshotAt([0, 1, 10, 100], 99), { index: 2, epoch: 10 });
  assert.deepEqual(snapshotAt([0, 1, 10, 100], 100), { index: 3, epoch: 100 });
  assert.deepEqual(snapshotAt([0], 5), { index: 0, epoch: 0 });
});
