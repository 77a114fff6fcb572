import assert from "node:assert/strict";
import { test } from "node:test";
import { labelsThatFit } from "../src/controls.js";
import { labelSize, placeLabel, sample } from "../src/labels.js";

const bounds = { left: 0, top: 0, right: 300, bottom: 200 };
const size = labelSize("0.155", 12);
const covers = (box, [x, y]) => x > box.left && x < box.left + box.width && y > box.top && y < box.top + box.height;

test("a label covers neither lines nor other labels and stays in the plot", () => {
  const line = sample([[0, 100], [300, 100]], bounds);
  const other = { left: 150, top: 60, width: 60, height: 38 };
  const box = placeLabel(size, [[150, 100]], bounds, line, [other]);
  assert.equal(box.price, 0);
  assert.ok(!line.some((point) => covers(box, point)));
  const corner = placeLabel(size, [[299, 1]], bounds, []);
  assert.ok(corner.left + corner.width <= 300 && corner.top >= 0);
});

test("a label stays where it was as long as nothing is beneath it", () => {
  const first = placeLabel(size, [[50, 50]], bounds, [[70, 40]]);
  assert.notEqual(first.place, 0);
  assert.equal(placeLabel(size, [[60, 52]], bounds, [], [], first.place).place, first.place);
});

test("a line is sampled densely, also where it falls steeply", () => {
  const points = sample([[10, 0], [12, 200]], bounds);
  assert.ok(points.length >= 40);
  assert.deepEqual(sample([[10, -4000], [10, -3000]], bounds), []);
});

test("ladder labels are thinned evenly and keep both ends", () => {
  const labels = Array.from({ length: 51 }, (_, i) => String(i / 10));
  const shown = [...labelsThatFit(labels, 320)];
  assert.equal(shown[0], 0);
  assert.equal(shown.at(-1), 50);
  assert.equal(new Set(shown.slice(1).map((position, i) => position - shown[i])).size, 1);
  assert.equal(labelsThatFit(["0.1", "0.2", "0.3"], 320).size, 3);
});
