// What is on screen: the run of the current setting, the epoch, the snapshot nearest before it, and how the run fares.

/**
 * @typedef {object} View
 * @property {(name: string) => any} get the value of a control
 * @property {(name: string) => number} index its position
 * @property {object} run the results of this setting
 * @property {number} epoch the current epoch (0 for a Table)
 * @property {{index: number, epoch: number}} snapshot the last stored one at or before the epoch
 * @property {{divergedAt: number | null, growing: boolean}} fate of the run, up to this epoch
 * @property {number} loss now
 */

const GROWING = 10; // times the loss at the start

/** @returns {View} */
export function createView(spec, data, state) {
  const run = data.run(state.index);
  const epoch = state.get("epoch") ?? 0;
  return {
    get: state.get,
    index: state.index,
    control: state.control,
    run,
    epoch,
    snapshot: snapshotAt(spec.snapshot_epochs, epoch),
    get loss() { return run.loss[epoch]; },
    get fate() { return fateOf(run.loss, epoch); },
  };
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

/** @returns {number | null} the first epoch whose loss is not finite */
export function divergedAt(losses) {
  const epoch = losses.findIndex((loss) => !Number.isFinite(loss));
  return epoch < 0 ? null : epoch;
}

/** @returns {{divergedAt: number | null, growing: boolean}} what can be said of a run at an epoch */
export function fateOf(losses, epoch) {
  const end = divergedAt(losses);
  const over = end !== null && end <= epoch;
  return { divergedAt: over ? end : null, growing: !over && losses[epoch] > GROWING * losses[0] };
}
