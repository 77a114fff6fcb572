// What is on screen: the run of the current setting, the epoch, the snapshot nearest before it, how the run fares, and
// the run that is pinned for comparison.
import { differenceText } from "./settings.js";

const GROWING = 10; // times the loss at the start

/**
 * @param {import("./types").Spec} spec
 * @param {import("./types").Data} data
 * @param {import("./types").Setting | null} pin the setting to compare with
 * @returns {import("./types").View}
 */
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
