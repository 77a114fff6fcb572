import assert from "node:assert/strict";
import { test } from "node:test";
import { contourPaths, UNIT } from "../src/landscape/contours.js";

const axis = (low, high, count) =>
  Float32Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));
const surface = (x, y, loss) => Float32Array.from([...y].flatMap((b) => [...x].map((w) => loss(w, b))));
const numbers = (path) => path.match(/-?[\d.]+,-?[\d.]+/g).map((pair) => pair.split(",").map(Number));

test("contours of a bowl are nested circles around its minimum, also on a coarse grid", () => {
  const [x, y] = [axis(-1, 1, 15), axis(-1, 1, 15)];
  const paths = contourPaths(surface(x, y, (w, b) => w * w + b * b), x, y);
  const radii = numbers(paths.at(-6)).map(([px, py]) => Math.hypot(px - UNIT / 2, py - UNIT / 2));
  const [least, most] = [Math.min(...radii), Math.max(...radii)];
  assert.ok(most / least < 1.03, `${least} to ${most}`);
  const widths = paths.slice(6).map((path) => Math.max(...numbers(path).map(([px]) => px)));
  assert.deepEqual(widths, [...widths].sort((a, b) => b - a));
});

test("unevenly spaced grids stand where their values say", () => {
  const x = Float32Array.of(-1, -0.6, -0.3, -0.1, 0, 0.05, 0.1, 0.2, 0.5, 1);
  const y = axis(-1, 1, 15);
  const paths = contourPaths(surface(x, y, (w, b) => w * w + b * b), x, y);
  const around = numbers(paths.at(-4)).map(([px]) => px);
  assert.ok(Math.abs((Math.min(...around) + Math.max(...around)) / 2 - UNIT / 2) < 25);
});

test("surfaces that are flat, without any number, or with holes are drawn without one broken number", () => {
  const [x, y] = [axis(0, 1, 6), axis(0, 1, 5)];
  assert.deepEqual(contourPaths(surface(x, y, () => 3), x, y), []);
  assert.deepEqual(contourPaths(surface(x, y, () => NaN), x, y), []);
  const holes = contourPaths(surface(x, y, (w, b) => (w > 0.7 ? Infinity : w + b)), x, y);
  assert.ok(holes.length > 0 && !/NaN|Infinity/.test(holes.join("")));
});
