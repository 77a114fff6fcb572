// The values that an axis names, each with its label.
import { formatDecade, tickFormat } from "./format.js";
import { niceTicks, squareRoot } from "./scale.js";

/** About `count` round values. @param {number[]} domain @param {number} count */
export function linearTicks(domain, count, whole = false) {
  const ticks = niceTicks(domain[0], domain[1], Math.max(2, Math.round(count))).filter(
    (tick) => !whole || Number.isInteger(tick),
  );
  const format = tickFormat(ticks.length > 1 ? ticks[1] - ticks[0] : 1);
  return ticks.map((value) => ({ value, label: format(value) }));
}

/** Powers of ten, as many as stand apart on so many pixels. @param {number[]} domain @param {number} height */
export function decades(domain, height) {
  const [low, high] = domain;
  const first = Math.ceil(Math.log10(low) - 1e-9);
  const last = Math.floor(Math.log10(high) + 1e-9);
  const step = [1, 2, 3, 4, 5, 10].find((size) => ((last - first) / size) * 26 <= height) ?? 20;
  const ticks = [];
  for (let exponent = last; exponent >= first; exponent -= 1) {
    if (exponent % step === 0) ticks.unshift({ value: 10 ** exponent, label: formatDecade(exponent) });
  }
  return ticks;
}

/** 0 and those of 1, 2, 5, 10, 20... that stand apart on a square-root scale, from the top. */
export function rootTicks(high, height) {
  const y = squareRoot([0, high], [0, height]);
  const values = [];
  for (let power = 10 ** Math.floor(Math.log10(high)); power >= 1; power /= 10) {
    for (const value of [5 * power, 2 * power, power]) {
      const above = values.length ? y.to(values[0]) : Infinity;
      if (value <= high && above - y.to(value) >= 28 && y.to(value) >= 22) values.unshift(value);
    }
  }
  return [0, ...values].map((value) => ({ value, label: String(value) }));
}
