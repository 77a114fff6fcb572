import assert from "node:assert/strict";
import { test } from "node:test";
import { encode, like, toHalf } from "../dev/from-python.mjs";
import { createData, DataError, decode, halfToNumber } from "../src/data.js";

test("half-precision numbers are decoded", () => {
  const cases = [
    [0x0000, 0], [0x3c00, 1], [0xc000, -2], [0x3555, 0.333251953125], [0x7bff, 65504], [0x0001, 2 ** -24],
    [0x03ff, 1023 * 2 ** -24], [0x7c00, Infinity], [0xfc00, -Infinity],
  ];
  for (const [bits, value] of cases) assert.equal(halfToNumber(bits), value);
  assert.ok(Number.isNaN(halfToNumber(0x7e01)));
  assert.ok(Object.is(halfToNumber(0x8000), -0));
});

test("every half-precision number survives the way there and back", () => {
  for (let bits = 0; bits < 0x7c00; bits += 7) assert.equal(toHalf(halfToNumber(bits)), bits);
});

test("bytes at an odd offset of a larger buffer are read", () => {
  assert.deepEqual([...decode("a", { dtype: "float32", shape: [3] }, encode("float32", [1, 2.5, -3]))], [1, 2.5, -3]);
  assert.deepEqual([...decode("a", { dtype: "int32", shape: [2] }, encode("int32", [7, -7]))], [7, -7]);
  assert.deepEqual([...decode("a", { dtype: "float16", shape: [2] }, encode("float16", [0.5, 1024]))], [0.5, 1024]);
});

test("missing, cut or undescribed bytes are a sentence that names the array", () => {
  const cut = encode("float32", [1, 2]);
  assert.throws(
    () => decode("loss", { dtype: "float32", shape: [3] }, cut),
    (error) => error instanceof DataError && /“loss” is damaged: 8 bytes instead of 12/.test(error.message),
  );
  assert.throws(() => decode("loss", { dtype: "float32", shape: [3] }, undefined), /“loss” is missing/);
  assert.throws(() => decode("loss", undefined, cut), /“loss” is not described/);
  assert.throws(() => decode("loss", { dtype: "float64", shape: [1] }, cut), /“loss” is not described/);
});

const controls = [
  like("choice", { name: "batch size", values: [1, 8, 32] }),
  like("choice", { name: "activation", values: ["a", "b"] }),
  like("ladder", { name: "learning_rate", values: [0.1, 0.2] }),
];
const numbers = (count) => Array.from({ length: count }, (_, i) => i);
const spec = like("spec", {
  axes: ["batch size", "activation", "learning_rate"],
  snapshot_epochs: [0, 1, 4],
  arrays: {
    data_loss: { dtype: "float32", shape: [3, 2, 2, 5] }, parameters: { dtype: "float32", shape: [3, 2, 2, 3, 2] },
    predictions: { dtype: "float16", shape: [3, 2, 2, 3, 1] },
  },
});
const views = {
  data_loss: encode("float32", numbers(60)), parameters: encode("float32", numbers(72)),
  predictions: encode("float16", numbers(36)),
};
const at = (batch, activation, rate) => (name) => ({ "batch size": batch, activation, learning_rate: rate })[name];

test("a run is looked up by the positions of all its knobs", () => {
  const run = createData(spec, views, controls).run(at(2, 0, 1));
  assert.deepEqual([...run.loss], [45, 46, 47, 48, 49]);
  assert.deepEqual([...run.parameters(2)], [58, 59]);
  assert.deepEqual([...run.predictions(1)], [28]);
  assert.equal(run.validation, null);
});

test("a look-up copies nothing and gives the same run again", () => {
  const data = createData(spec, views, controls);
  assert.equal(data.run(at(0, 1, 0)), data.run(at(0, 1, 0)));
  assert.equal(data.run(at(0, 1, 0)).loss.buffer, data.array("data_loss").buffer);
});

test("an array that does not fit the controls is a sentence", () => {
  const wrong = { ...spec, arrays: { data_loss: { dtype: "float32", shape: [2, 3, 2, 5] } } };
  assert.throws(
    () => createData(wrong, views, controls).run(at(0, 0, 0)).loss, /“data_loss” does not fit the controls/,
  );
});
