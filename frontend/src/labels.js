// Direct labels: each is put at the first place near its anchor where it covers no line, point or other label.

// Widths of letters in font sizes, on the wide side: measuring text would make the browser lay out the page.
/** @type {[RegExp, number][]} */
const WIDTHS = [[/[il.,:;'|()⁻ ]/, 0.36], [/[mwMW×]/, 0.95], [/[A-Z0-9+=−]/, 0.67], [/./, 0.62]];

/** @returns {{width: number, height: number}} the room that a label takes */
export function labelSize(string, fontSize) {
  const width = [...string].reduce((sum, letter) => sum + WIDTHS.find(([kind]) => kind.test(letter))[1], 0);
  return { width: width * fontSize + 4, height: fontSize * 1.3 };
}

const OVERLAP = 1000; // a label on another one is worse than a label on any line

const AROUND = [[1, -1], [-1, -1], [1, 0], [1, 1], [0, -1], [-1, 1], [0, 1], [-1, 0]];

const PLACES = [7, 15, 28, 46].flatMap((distance) => AROUND.map(([right, down]) => ({ distance, right, down })));

/** The box at a place around an anchor. */
function boxAt([x, y], { distance, right, down }, { width, height }) {
  const left = x + right * distance + (right === 0 ? -width / 2 : right < 0 ? -width : 0);
  const top = y + down * distance * 0.8 + (down === 0 ? -height / 2 : down < 0 ? -height : 0);
  return { left, top, width, height };
}

const inside = (box, bounds) =>
  box.left >= bounds.left &&
  box.top >= bounds.top &&
  box.left + box.width <= bounds.right &&
  box.top + box.height <= bounds.bottom;

const touching = (a, b) =>
  a.left < b.left + b.width && b.left < a.left + a.width && a.top < b.top + b.height && b.top < a.top + a.height;

/** What a box covers; counted no further than `enough`. */
function cost({ left, top, width, height }, points, boxes, enough) {
  let sum = OVERLAP * boxes.filter((other) => touching({ left, top, width, height }, other)).length;
  for (let i = 0; i < points.length && sum < enough; i += 1) {
    const [x, y] = points[i];
    if (x > left - 3 && x < left + width + 3 && y > top - 2 && y < top + height + 2) sum += 1;
  }
  return sum;
}

/**
 * Finds a place for a label. The first anchor and the nearest ring around it win; a place without anything beneath it
 * always does. Within its ring the place of the frame before is tried first, so that labels do not flicker.
 * @param {{width: number, height: number}} size
 * @param {[number, number][]} anchors
 * @param {{left: number, top: number, right: number, bottom: number}} bounds
 * @param {[number, number][]} points what must stay visible, see `sample`
 * @param {{left: number, top: number, width: number, height: number}[]} [boxes] labels already placed
 * @param {number} [before] the `place` of the frame before
 */
export function placeLabel(size, anchors, bounds, points, boxes = [], before = 0) {
  let best = null;
  const ring = before - (before % AROUND.length);
  for (let i = 0; i < anchors.length * PLACES.length; i += 1) {
    const place = i === ring ? before : i > ring && i <= before ? i - 1 : i;
    const box = boxAt(anchors[Math.floor(place / PLACES.length)], PLACES[place % PLACES.length], size);
    if (!inside(box, bounds)) continue;
    const price = cost(box, points, boxes, best?.price ?? Infinity);
    if (!best || price < best.price) best = { ...box, place, price };
    if (price === 0) return best;
  }
  return best;
}

/** @returns {[number, number][]} points at most `step` pixels apart along a line, inside the bounds */
export function sample(line, bounds, step = 5) {
  const points = [];
  line.forEach(([x, y], i) => {
    const [x0, y0] = line[i - 1] ?? [x, y];
    const count = Math.min(400, Math.max(1, Math.ceil(Math.hypot(x - x0, y - y0) / step)));
    for (let k = 1; k <= count; k += 1) {
      const at = [x0 + ((x - x0) * k) / count, y0 + ((y - y0) * k) / count];
      if (at[0] >= bounds.left && at[0] <= bounds.right && at[1] >= bounds.top && at[1] <= bounds.bottom)
        points.push(at);
    }
  });
  return points;
}
