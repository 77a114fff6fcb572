// The pinned run, dotted, behind the one on screen, with its label on the line.
import { s, set } from "./dom.js";
import { sample } from "./labels.js";
import { pathOf } from "./lines.js";
import { createLabel } from "./plot.js";

const ANCHORS = [0.8, 0.6, 0.4, 0.95, 0.25, 0.1]; // shares of the line where its label may stand

/** A point alone is a small circle. */
const ring = (point) =>
  point ? `M${(point[0] - 5).toFixed(1)} ${point[1].toFixed(1)}a5 5 0 1 0 10 0 5 5 0 1 0-10 0` : "";

/** @returns {{draw: Function, label: Function}} to be created before what stands in front */
export function createBehind(plot) {
  const line = s("path", { class: "nnlab-line nnlab-pinned" });
  plot.body.append(line);
  const put = createLabel(plot.over, "nnlab-pinned-label", 12);
  let points = null;
  let visible = [];

  /** @param {([number, number] | null)[]} next nothing when no run is pinned @returns what labels keep clear of */
  function draw(next, box) {
    if (next === points) return visible;
    points = next;
    set(line, { d: next.length === 1 ? ring(next[0]) : pathOf(next) });
    visible = sample(next.filter(Boolean), box);
    return visible;
  }

  function label({ pinned }, surroundings) {
    const anchors = ANCHORS.map((share) => visible[Math.floor(share * visible.length)]).filter(Boolean);
    put(pinned?.label ?? "", anchors, surroundings);
  }

  return { draw, label };
}
