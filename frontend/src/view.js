// What is on screen: the run of the current setting, the epoch, the snapshot nearest before it, how the run fares, and
// the run that is pinned for comparison.
import { differenceText } from "./settings.js";

/**
 * @typedef {object} View
 * @property {(name: string) => any} get the value of a control
 * @property {(name: string) => number} index its position
 * @property {object} run the results of this setting
 * @property {number} epoch the current epoch (0 for a Table)
 * @property {{index: number, epoch: number}} snapshot the last stored one at or before the epoch
 * @property {{divergedAt: number | null, growing: boolean}} fate of the run, up to this epoch
 * @property {number} loss now
 * @property {{run: object, label: string, words: string, snapshot: object, index: (name: string) => number} | null}
 *   pinned
 *   the run to compare with, at the same epoch; `words` tell it from the run on screen. Null also while it is that run
 */

const GROWING = 10; // times the loss at the start

/** @returns {View} */
export function createView(spec, data, state, pin = null) {
  const run = data.run(state.index);
  const epoch = state.get("epoch") ?? 0;
  const snapshot = snapshotAt(spec.snapshot_epochs, epoch);
  return {
    get: state.get,
    index: state.index,
    control: state.control,
    run,
    epoch,
    timed: state.get("epoch") !== undefined,
    setting: state.setting,
    snapshot,
    pinned: pin && pinnedRun(data, state, pin, snapshot),
    get loss() { return run.loss[epoch]; },
    get fate() { return fateOf(run.loss, epoch); },
  };
}

function pinnedRun(data, state, pin, snapshot) {
  const index = (name) => state.control(name).values.indexOf(pin[name]);
  if (state.controls.some(({ kind, name }) => kind !== "time" && index(name) < 0)) return null;
  const words = differenceText(state.controls, pin, state.get);
  return words
    ? { run: data.run(index), index, get: (name) => pin[name], words, label: `pinned: ${words}`, snapshot }
    : null;
}

/** @returns {{index: number, epoch: number}} the last snapshot at or before an epoch */
export function snapshotAt(epochs, epoch) {
  let low = 0;
  let high = epochs.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (epochs[middle] <= epoch) low = middle;
    else high = middle - 1;
  }
  return { index: low, epoch: epochs[low] ?? 0 };
}

const ends = new WeakMap(); // a run is searched once, not at every redraw

/** @returns {number | null} the first epoch whose loss is not finite */
export function divergedAt(losses) {
  if (!ends.has(losses)) {
    const epoch = losses.findIndex((loss) => !Number.isFinite(loss));
    ends.set(losses, epoch < 0 ? null : epoch);
  }
  return ends.get(losses);
}

/** @returns {{divergedAt: number | null, growing: boolean}} what can be said of a run at an epoch */
export function fateOf(losses, epoch) {
  const end = divergedAt(losses);
  const over = end !== null && end <= epoch;
  return { divergedAt: over ? end : null, growing: !over && losses[epoch] > GROWING * losses[0] };
}
