// Arrays of a panel's own that hold one entry a setting: the part of them that belongs to the run on screen (or to the
// pinned one).
import { DataError } from "./data.js";
import { snapshotAt } from "./view.js";

const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

/** @returns {string[]} the chapter's own knobs: the axes before the activation */
export const ownKnobs = ({ spec }) => spec.axes.slice(0, spec.axes.indexOf("activation"));

/**
 * @param {string} key an array of the panel's
 * @param {string[]} axes the controls that it varies with, in the order of its first dimensions
 * @param {number} [steps] the length of a dimension of snapshots after them, if there is one
 * @returns {(setting: {index: (name: string) => number}, step?: number) => Float32Array} a view into the array
 */
export function bySetting(panel, lab, key, axes, steps = 0) {
  const values = panel.array(key);
  const shape = panel.shape(key);
  const sizes = axes.map((axis) => lab.control(axis)?.values.length);
  const lead = steps ? [...sizes, steps] : sizes;
  if (lead.some((size, i) => size !== shape[i])) throw new DataError(`The array “${key}” does not fit the controls.`);
  const stride = product(shape.slice(lead.length));
  return (setting, step = 0) => {
    const place = axes.reduce((flat, axis, i) => flat * sizes[i] + setting.index(axis), 0);
    const start = (steps ? place * steps + step : place) * stride;
    return values.subarray(start, start + stride);
  };
}

/** The snapshots at which a panel has numbers of its own, by their epochs; none for a Table. */
export function stepsOf(epochs) {
  const at = (view) => snapshotAt(epochs, view.epoch);
  const note = (view) => (epochs.length && at(view).epoch !== view.epoch ? `weights of epoch ${at(view).epoch}` : "");
  return { count: epochs.length, at, note };
}

/** What is said where there is nothing to draw. */
export const fateWords = ({ fate }) =>
  fate.divergedAt === null ? "numbers are not finite" : `diverged at epoch ${fate.divergedAt}`;
