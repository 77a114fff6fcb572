// Filled contours of a loss surface: nested areas of the same faint colour, so that lower loss becomes deeper colour in
// any theme.
import { contours } from "d3-contour";

const LEVELS = 14;
const FINE = 90; // cells a side, below which a grid is refined for drawing

export const UNIT = 1000; // the paths' width and height, from the first grid value to the last

/**
 * @param {Float32Array} loss row by row, [y, x]
 * @param {Float32Array} x where the columns stand, @param {Float32Array} y where the rows stand; need not be evenly
 *   spaced
 * @returns {string[]} paths in units of 1/1000 of the grid, the widest area first
 */
export function contourPaths(loss, x, y) {
  const fine = refine(loss, x, y);
  const sorted = Float64Array.from(fine.values.filter(Number.isFinite)).sort();
  if (!sorted.length) return [];
  const quantile = (part) => sorted[Math.floor(part * (sorted.length - 1))];
  const high = quantile(0.97);
  const low = Math.max(quantile(0.01), high * 1e-4, Number.MIN_VALUE);
  if (!(high > low)) return [];
  // Contours of the loss itself at levels that are even in its logarithm: smoother near the minimum than contours of
  // the logarithm.
  const levels = Array.from(
    { length: LEVELS }, (_, i) => -(low ** (i / (LEVELS - 1)) * high ** (1 - i / (LEVELS - 1))),
  );
  const depth = fine.values.map((value) => (Number.isFinite(value) ? -value : -Number.MAX_VALUE));
  return contours()
    .size([fine.x.length, fine.y.length])
    .thresholds(levels)(depth)
    .map(({ coordinates }) => areaPath(coordinates, fine.x, fine.y));
}

/**
 * A finer grid through the same values, by Catmull-Rom splines: they pass through every value and are exact for a
 * quadratic loss, so that contours of a coarse table are as round as the surface is. Only contours are drawn from it.
 */
function refine(loss, x, y) {
  const [kx, ky] = [x, y].map((axis) => Math.max(1, Math.round(FINE / axis.length)));
  const rows = Array.from(y, (_, row) => spline(loss.subarray(row * x.length, (row + 1) * x.length), kx));
  const columns = rows[0].map((_, column) => spline(rows.map((row) => row[column]), ky));
  const values = columns[0].flatMap((_, row) => columns.map((column) => column[row]));
  return { values, x: inBetween(x, kx), y: inBetween(y, ky) };
}

/** @returns {number[]} the values with `count - 1` more between each two */
function spline(values, count) {
  const last = values.length - 1;
  const at = (i) =>
    i < 0
      ? 3 * (values[0] - values[1]) + values[2]
      : i > last
        ? 3 * (values[last] - values[last - 1]) + values[last - 2]
        : values[i];
  return Array.from({ length: last * count + 1 }, (_, k) => {
    const i = Math.min(last - 1, Math.floor(k / count));
    const t = k / count - i;
    const [a, b, c, d] = [at(i - 1), at(i), at(i + 1), at(i + 2)];
    const smooth = b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
    return Number.isFinite(smooth) ? smooth : t < 0.5 ? b : c;
  });
}

const inBetween = (values, count) => Array.from({ length: (values.length - 1) * count + 1 }, (_, k) => {
  const i = Math.min(values.length - 2, Math.floor(k / count));
  return values[i] + (k / count - i) * (values[i + 1] - values[i]);
});

function areaPath(coordinates, x, y) {
  const point = ([column, row]) => `${share(x, column).toFixed(1)},${share(y, row).toFixed(1)}`;
  return coordinates.flat().map((ring) => `M${ring.map(point).join("L")}Z`).join("");
}

/** Where a position among the cells lies between the first and the last value; the value of cell i is at i + 0.5. */
function share(values, position) {
  const last = values.length - 1;
  const i = Math.max(0, Math.min(last - 1, Math.floor(position - 0.5)));
  const value = values[i] + (position - 0.5 - i) * (values[i + 1] - values[i]);
  return (UNIT * (value - values[0])) / (values[last] - values[0]);
}
