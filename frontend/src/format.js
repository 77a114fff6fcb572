// Numbers as readers expect them. One rule for results: three significant figures, trailing zeros kept so that the
// digits do not jump while a run plays; below 0.001 and from 10 000 on, a power of ten.

const RAISED = "⁰¹²³⁴⁵⁶⁷⁸⁹";

/** @returns {string} 10 to an integer power, as text: 10⁻⁴ */
export function powerOfTen(exponent) {
  const digits = [...String(Math.abs(exponent))].map((digit) => RAISED[digit]).join("");
  return `10${exponent < 0 ? "⁻" : ""}${digits}`;
}

const minus = (string) => string.replace("-", "−");

/** @returns {string} a computed number: 1.87, 0.0210, 1.20 × 10⁻⁶ */
export function formatNumber(value) {
  if (!Number.isFinite(value)) return "not a number";
  if (value === 0) return "0";
  const size = Math.abs(Number(Math.abs(value) >= 100 ? value.toFixed(0) : value.toPrecision(3)));
  if (size < 1e-3 || size >= 1e4) return scientific(value, 3);
  return minus(size >= 100 ? value.toFixed(0) : value.toPrecision(3));
}

function scientific(value, digits) {
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  return `${minus(mantissa)} × ${powerOfTen(Number(exponent))}`;
}

/** @returns {string} a chosen number, exactly as on its ladder: 0.03, 3 × 10⁻⁵ */
export function formatValue(value) {
  if (typeof value !== "number") return String(value);
  const size = Math.abs(value);
  if (value === 0 || (size >= 1e-4 && size < 1e6)) return minus(String(Number(value.toPrecision(12))));
  const [mantissa, exponent] = value.toExponential().split("e");
  const power = powerOfTen(Number(exponent));
  return mantissa === "1" ? power : `${minus(mantissa)} × ${power}`;
}

/** @returns {string} a tick of a logarithmic axis: 100, 0.01, 10⁻⁴ */
export function formatDecade(exponent) {
  return exponent < -3 || exponent > 3 ? powerOfTen(exponent) : String(Number(`1e${exponent}`));
}

/** @returns {(value: number) => string} ticks of a linear axis, with as many decimals as their step needs */
export function tickFormat(step) {
  const decimals = Math.max(0, Math.min(8, -Math.floor(Math.log10(step) + 1e-9)));
  return (value) =>
    Math.abs(value) >= 1e6 ? formatValue(value) : minus((value + 0).toFixed(decimals)).replace(/^−(0(\.0*)?)$/, "$1");
}
