import assert from "node:assert/strict";
import { test } from "node:test";
import { like } from "../dev/from-python.mjs";
import { checkControls, createState, snap } from "../src/state.js";
import { listenToModel, readModel, writeModel } from "../src/sync.js";
import { StrictModel } from "./helpers.js";

const ladder = like("ladder", { name: "learning_rate", values: [0.001, 0.01, 0.1] });
const choice = like("choice", { name: "activation", values: ["linear", "relu"] });
const time = like("time", { last: 100 });
const batch = like("choice", { name: "batch size", values: [1, 8, 32] });

test("a value off the ladder snaps to the nearest, by ratio where all are positive", () => {
  assert.equal(snap(ladder, 0.01), 0.01);
  assert.equal(snap(ladder, 0.04), 0.1);
  assert.equal(snap(ladder, 0.003), 0.001);
  assert.equal(snap(ladder, 1e9), 0.1);
  assert.equal(snap({ ...ladder, values: [-1, 0, 1] }, 0.6), 1);
  assert.equal(snap({ ...ladder, values: [-1, 0, 1] }, -7), -1);
});

test("an epoch is a whole number within the run", () => {
  assert.deepEqual([12.6, -4, 1e9, Infinity].map((value) => snap(time, value)), [13, 0, 100, 100]);
});

test("what cannot be understood is ignored", () => {
  const state = createState([ladder, choice, time]);
  assert.deepEqual(
    state.set({ activation: "<img>", epoch: NaN, learning_rate: "0.1", nonsense: 3, constructor: 1 }), [],
  );
  assert.equal(state.get("activation"), "linear");
  assert.equal(state.get("epoch"), 100);
});

test("setting tells which names changed", () => {
  const state = createState([ladder, choice, time]);
  assert.deepEqual(state.set({ learning_rate: 0.1, activation: "linear", epoch: 7 }), ["learning_rate", "epoch"]);
  assert.equal(state.index("learning_rate"), 2);
});

test("controls without values are refused in a sentence", () => {
  assert.throws(() => checkControls([{ ...ladder, values: [] }]), /“learning_rate” has no values/);
  assert.throws(() => checkControls(undefined), /no controls/);
});

test("only what the reader changed goes to the model, in one save", () => {
  const model = new StrictModel(like("lab", { learning_rate: 0.04, epoch: 3, knobs: { "batch size": 8, other: 1 } }));
  const controls = [ladder, choice, batch, time];
  const state = createState(controls);
  state.set(readModel(model, controls));
  assert.equal(state.get("learning_rate"), 0.1, "shown snapped");
  writeModel(model, state, new Set(state.set({ epoch: 5, "batch size": 32 })));
  assert.deepEqual(model.saves, [{ epoch: 5, knobs: { "batch size": 32, other: 1 } }]);
  assert.equal(model.get("learning_rate"), 0.04, "not written back");
});

test("one listener a trait, all removed at the end", () => {
  const model = new StrictModel(like("lab", { learning_rate: 0.1, epoch: 3, knobs: {} }));
  const life = new AbortController();
  let heard = 0;
  listenToModel(
    model, [ladder, choice, batch, { ...batch, name: "momentum" }, time],
    () => {
      heard += 1;
    },
    life.signal,
  );
  model.change("epoch", 9);
  assert.equal(heard, 1);
  life.abort();
  assert.equal(model.listeners.size, 0);
});
