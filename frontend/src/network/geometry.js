// Where the units of a network stand and its links run: pure functions of the layers and the size.

const TOP = 26; // the key to the links
const BOTTOM = 36; // what the columns are called
const BOX = { width: 60, height: 32 }; // a unit with its numbers
const WIDEST_GAP = 230; // pixels between columns: longer links are harder to follow
const LEVELS = 6; // widths of links

/**
 * @param {{units: number, shown: number}[]} layers
 * @param {import("../types").Size} size
 * @param {boolean} boxed whether every unit is a box with its numbers
 * @param {{left: number, right: number}} margins room for names beside the first and the last column
 * @returns columns of {x, ys, left, right}, where links end at left and begin at right of a unit, and the radius of
 *   units
 */
export function placeUnits(layers, { width, height }, boxed, margins) {
  const slots = Math.max(...layers.map(({ units, shown }) => shown + (units > shown ? 0.8 : 0)));
  const room = height - TOP - BOTTOM;
  const gap = Math.min(boxed ? 74 : 38, room / slots);
  const radius = boxed ? BOX.width / 2 : Math.max(3.5, Math.min(10, gap * 0.32));
  const free = width - margins.left - margins.right - 2 * radius - 4;
  const span = Math.min(free, WIDEST_GAP * (layers.length - 1));
  const first = margins.left + radius + 2 + (free - span) / 2;
  return {
    radius, gap, bottom: height - BOTTOM, box: BOX,
    columns: layers.map(({ units, shown }, i) => {
      const x = first + (layers.length > 1 ? (span * i) / (layers.length - 1) : span / 2);
      const used = shown + (units > shown ? 0.8 : 0);
      const apart = boxed ? Math.min(1.5 * gap, room / used) : gap; // few units spread, so that their links part
      const top = TOP + (room - used * apart) / 2;
      return {
        x, ys: Array.from({ length: shown }, (_, k) => top + apart * (k + 0.5)), after: top + apart * (shown + 0.3),
        left: x - radius, right: x + radius,
      };
    }),
  };
}

/** All links in the order of the weights: layer by layer, from each unit to each unit of the next. */
export function linksOf(columns) {
  return columns.slice(1).flatMap((to, i) => columns[i].ys.flatMap((y1, from) =>
    to.ys.map((y2, unit) => ({ layer: i, from, unit, x1: columns[i].right, y1, x2: to.left, y2 }))));
}

/**
 * Where each weight and each bias lies in the array: kernel by rows, then bias, layer by layer.
 * @returns {{weights: number[], biases: number[][], length: number}}
 */
export function placesOf(layers) {
  let at = 0;
  const weights = [];
  const biases = layers.slice(1).map(({ shown }, i) => {
    for (let k = 0; k < layers[i].shown * shown; k += 1) weights.push(at + k);
    at += layers[i].shown * shown;
    const own = Array.from({ length: shown }, (_, k) => at + k);
    at += shown;
    return own;
  });
  return { weights, biases, length: at };
}

/** @returns {number} 0 (nothing) to 6 (as wide as it gets) */
export const levelOf = (weight, widest) =>
  weight === 0 || !Number.isFinite(weight) ? 0 : Math.min(LEVELS, Math.ceil((Math.abs(weight) / widest) * LEVELS));

/**
 * One path for each sign and width, thin ones first.
 * @returns {string[]} LEVELS for positive, then LEVELS for negative weights
 */
export function linkPaths(links, weights, widest) {
  const paths = Array.from({ length: 2 * LEVELS }, () => "");
  links.forEach(({ x1, y1, x2, y2 }, i) => {
    const level = levelOf(weights[i], widest);
    if (level)
      paths[level - 1 + (weights[i] < 0 ? LEVELS : 0)] +=
        `M${x1.toFixed(1)} ${y1.toFixed(1)}L${x2.toFixed(1)} ${y2.toFixed(1)}`;
  });
  return paths;
}
