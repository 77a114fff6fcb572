// The numbers on a small network: x, z and a in the units, b above them, weights on the links. Places are found once a
// size.
import { pool, s, set, show, text } from "../dom.js";
import { formatNumber } from "../format.js";

const FONT = 11;
// Kept for every number ("−0.00"), so that it stays where it is while it changes.
const ROOM = { width: 31, height: 12 };
// Of the link, where its number may stand.
const SHARES = [0.5, 0.38, 0.62, 0.3, 0.7, 0.22, 0.78, 0.44, 0.56, 0.34, 0.66, 0.26, 0.74];

/** @returns {string} a number with as many decimals as have room */
export function short(value) {
  if (!Number.isFinite(value)) return "–";
  const size = Math.abs(value);
  return size >= 9999.5
    ? formatNumber(value)
    : value
        .toFixed(size < 9.995 ? 2 : size < 99.95 ? 1 : 0)
        .replace("-", "−")
        .replace(/^−(0\.00)$/, "$1");
}

export function createNumbers(parent) {
  const links = s("g", { class: "nnlab-link-numbers" });
  const units = s("g", { class: "nnlab-unit-numbers" });
  parent.append(links, units);
  let shown = [];

  /** Sets every text in its place; those that find none are left out (they are in the table). */
  function place({ columns, box, gap }, lines) {
    const boxes = columns.flatMap(({ x, ys }) =>
      ys.map((y) => ({
        left: x - box.width / 2, top: y - box.height / 2 - 14, width: box.width, height: box.height + 14,
      })),
    );
    shown = bestPlaces(lines, boxes);
    const nodes = pool(links, lines.length, () => s("text", { "text-anchor": "middle" }));
    lines.forEach((_, i) => {
      const at = shown[i];
      show(nodes[i], Boolean(at));
      if (at) set(nodes[i], { x: (at.left + at.width / 2).toFixed(1), y: (at.top + FONT).toFixed(1) });
    });
    const texts = pool(units, 3 * columns.reduce((sum, { ys }) => sum + ys.length, 0), () =>
      s("text", { "text-anchor": "middle" }),
    );
    columns
      .flatMap(({ x, ys }) => ys.map((y) => [x, y]))
      .forEach(([x, y], i) => {
        [[-2, null], [12, "nnlab-strong"], [-box.height / 2 - 4, "nnlab-quiet"]].forEach(([down, name], k) =>
          set(texts[3 * i + k], { x: x.toFixed(1), y: (y + down).toFixed(1), class: name }),
        );
        show(texts[3 * i + 2], gap > 48);
      });
  }

  /** @param {string[][]} inUnits for each unit its two lines and its bias */
  function fill(weights, inUnits) {
    weights.forEach(
      (weight, i) =>
        shown[i] && set(text(links.childNodes[i], short(weight)), { class: weight < 0 ? "nnlab-negative" : null }),
    );
    inUnits.flat().forEach((words, i) => text(units.childNodes[i], words));
  }

  return { place, fill };
}

/** Places for the numbers on their links: of some orders of trying, the one that leaves out the fewest. */
function bestPlaces(lines, units) {
  let best = [];
  for (let first = 0; first < lines.length && best.filter(Boolean).length < lines.length; first += 1) {
    for (const step of [1, lines.length - 1]) {
      const [boxes, found] = [[...units], []];
      lines.forEach((_, i) => {
        const k = (first + i * step) % lines.length;
        found[k] = linkPlace(lines[k], boxes);
      });
      if (found.filter(Boolean).length > best.filter(Boolean).length) best = found;
    }
  }
  return best;
}

/** A place on the link itself where its number covers no unit and no other number; it is added to `boxes`. */
function linkPlace({ x1, y1, x2, y2 }, boxes) {
  for (const share of SHARES) {
    const [x, y] = [x1 + (x2 - x1) * share, y1 + (y2 - y1) * share];
    const box = { left: x - ROOM.width / 2, top: y - ROOM.height / 2, ...ROOM };
    if (box.left >= x1 && box.left + box.width <= x2 && !boxes.some((other) => overlap(box, other))) {
      boxes.push(box);
      return box;
    }
  }
  return null;
}

const overlap = (a, b) =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;
