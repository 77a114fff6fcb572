// What readers type for a number.

/** @returns {number | null} what was typed, also with a decimal comma, a real minus sign or a fraction like 1/8 */
export function readNumber(typed) {
  const match = /^([+-]?(?:\d+[.,]?\d*|[.,]\d+)(?:e[+-]?\d+)?)(?:\s*\/\s*(\d+[.,]?\d*))?$/i.exec(
    typed.replace("−", "-").trim(),
  );
  if (!match) return null;
  const [top, bottom = 1] = [match[1], match[2]].map((part) =>
    part === undefined ? undefined : Number(part.replace(",", ".")),
  );
  return Number.isFinite(top / bottom) ? top / bottom : null;
}
