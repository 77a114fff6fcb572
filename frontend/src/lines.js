// Lines and dots: from points to the paths that are drawn, and back to a height on them.
import { line } from "d3-shape";

const through = line().defined((point) => point !== null).digits(1);

/** A path through points; null is a gap. */
export const pathOf = (points) => through(points) ?? "";

/** Round dots of the stroke's width at points, as one path. */
export const dots = (points) => points.map(([x, y]) => `M${x.toFixed(1)} ${y.toFixed(1)}h0`).join("");

/** @returns {[number, number][]} the points that are at least some pixels from the one before */
export function apart(points, pixels) {
  let [x0, y0] = [Infinity, Infinity];
  return points.filter(([x, y]) => {
    const far = !(Math.hypot(x - x0, y - y0) < pixels);
    if (far) [x0, y0] = [x, y];
    return far;
  });
}

/**
 * The pixels of a series over 0, 1, 2...: all its points, or the lowest and highest of each pixel column when there are
 * many.
 * @returns {([number, number] | null)[]} null where the value is not finite
 */
export function seriesPoints(values, { x, y, box }) {
  const columns = Math.max(1, Math.floor(box.right - box.left));
  const size = Math.max(1, Math.floor(values.length / columns));
  /** @returns {import("./types").Point | null} */
  const at = (i) => (Number.isFinite(values[i]) ? [x(i), y(values[i])] : null);
  if (size <= 2) return Array.from(values, (_, i) => at(i));
  const points = [];
  for (let from = 0; from < values.length; from += size) {
    const to = Math.min(values.length, from + size);
    let low = from;
    let high = from;
    for (let i = from; i < to; i += 1) {
      if (values[i] < values[low]) low = i;
      if (values[i] > values[high]) high = i;
      if (!Number.isFinite(values[i])) return points.concat([at(Math.max(from, i - 1)), null]);
    }
    points.push(at(Math.min(low, high)), at(Math.max(low, high)));
  }
  return points;
}

/** @returns {number} the height at which the drawn curve passes over x; NaN beside it */
export function alongCurve(at, values, x) {
  let i = 1;
  while (i < at.length - 1 && at[i] < x) i += 1;
  if (!(x >= at[i - 1] && x <= at[i])) return at[0] === x ? values[0] : NaN;
  const share = at[i] === at[i - 1] ? 0 : (x - at[i - 1]) / (at[i] - at[i - 1]);
  return share === 0 ? values[i - 1] : share === 1 ? values[i] : values[i - 1] + share * (values[i] - values[i - 1]);
}
