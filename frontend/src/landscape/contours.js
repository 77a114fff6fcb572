// Filled contours of a loss surface: nested areas of the same faint colour, so that lower loss becomes deeper colour in any theme.
import { contours } from "d3-contour";

const LEVELS = 14;

/**
 * @param {Float32Array} loss row by row, [ny, nx]
 * @returns {string[]} paths in grid units (the value of column i is at x = i + 0.5), the widest area first
 */
export function contourPaths(loss, nx, ny) {
  const finite = Float32Array.from(loss).filter(Number.isFinite).sort();
  if (!finite.length) return [];
  const quantile = (share) => finite[Math.floor(share * (finite.length - 1))];
  const high = quantile(0.97);
  const low = Math.max(quantile(0.004), high * 1e-4, Number.MIN_VALUE);
  if (!(high > low)) return [];
  // Contours of the loss itself at levels that are even in its logarithm: smoother near the minimum than contours of the logarithm.
  const levels = Array.from({ length: LEVELS }, (_, i) => -(low ** (i / (LEVELS - 1)) * high ** (1 - i / (LEVELS - 1))));
  const depth = Float64Array.from(loss, (value) => (Number.isFinite(value) ? -value : -Number.MAX_VALUE));
  return contours().size([nx, ny]).thresholds(levels)(depth).map(areaPath);
}

function areaPath({ coordinates }) {
  return coordinates.flat().map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(2)},${y.toFixed(2)}`).join("L")}Z`).join("");
}
