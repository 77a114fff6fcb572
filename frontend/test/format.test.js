import assert from "node:assert/strict";
import { test } from "node:test";
import { formatDecade, formatNumber, formatValue, tickFormat } from "../src/format.js";

test("a computed number has three significant figures and does not jump", () => {
  const cases = [
    [0.155, "0.155"], [1.8, "1.80"], [0.0021, "0.00210"], [34.72, "34.7"], [123.4, "123"], [9999, "9999"], [0, "0"],
    [-0.47, "−0.470"], [0.9996, "1.00"], [99.97, "100"],
  ];
  for (const [value, shown] of cases) assert.equal(formatNumber(value), shown);
});

test("very small and very large numbers are powers of ten", () => {
  assert.equal(formatNumber(1.2e-6), "1.20 × 10⁻⁶");
  assert.equal(formatNumber(-3.21e12), "−3.21 × 10¹²");
  assert.equal(formatNumber(9999.6), "1.00 × 10⁴");
  assert.equal(formatNumber(0.00099999), "0.00100");
});

test("what is not finite is said in words", () => {
  assert.equal(formatNumber(NaN), "not a number");
  assert.equal(formatNumber(Infinity), "not a number");
});

test("a value on a ladder is shown exactly", () => {
  const cases = [
    [0.03, "0.03"], [0.102, "0.102"], [1, "1"], [-0.5, "−0.5"], [1e-5, "10⁻⁵"], [3e-5, "3 × 10⁻⁵"], [0.1 + 0.2, "0.3"],
    [10000, "10000"], ["relu", "relu"],
  ];
  for (const [value, shown] of cases) assert.equal(formatValue(value), shown);
});

test("ticks carry as many decimals as their step needs", () => {
  assert.deepEqual([-0.5, 0, 0.5].map(tickFormat(0.5)), ["−0.5", "0.0", "0.5"]);
  assert.deepEqual([0, 100].map(tickFormat(100)), ["0", "100"]);
  assert.deepEqual([2, 0, -1, -2, -4].map(formatDecade), ["100", "1", "0.1", "0.01", "10⁻⁴"]);
});
