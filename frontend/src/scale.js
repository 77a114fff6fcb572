// From data to pixels and back. d3-scale does this too, but brings colours, dates and locales along: 9 KB for these
// lines.
import { ticks } from "d3-array";

/**
 * @param {number[]} ends of the data
 * @param {number[]} pixels where they are drawn
 * @returns {{to: (value: number) => number, from: (pixel: number) => number}}
 */
export function linear(ends, pixels) {
  const [[d0, d1], [p0, p1]] = [ends, pixels];
  const slope = (p1 - p0) / (d1 - d0 || 1);
  return { to: (value) => p0 + (value - d0) * slope, from: (pixel) => d0 + (pixel - p0) / slope };
}

/**
 * The same over the decimal logarithm.
 * @type {typeof linear}
 */
export function logarithmic(ends, pixels) {
  const scale = linear(ends.map(Math.log10), pixels);
  return { to: (value) => scale.to(Math.log10(value)), from: (pixel) => 10 ** scale.from(pixel) };
}

/**
 * The same over the square root, from 0: what is small beside the largest can still be seen.
 * @type {typeof linear}
 */
export function squareRoot(ends, pixels) {
  const d1 = ends[1];
  const scale = linear([0, Math.sqrt(d1)], pixels);
  return { to: (value) => scale.to(Math.sqrt(Math.max(0, value))), from: (pixel) => scale.from(pixel) ** 2 };
}

/** About `count` round values between two ends. */
export const niceTicks = ticks;
