// The clock of a run. A whole run takes 8 s at 1x, whatever its length, and time moves slowly at first: losses fall
// geometrically, so most of what there is to see happens in the first epochs. The rule: the first epoch lasts 0.35 s,
// the rest speeds up evenly from there. Runs too short for that play at 0.35 s an epoch.

const WHOLE_RUN = 8;
const FIRST_EPOCH = 0.35;

/** @returns {{seconds: number, power: number}} how long a run plays, and how its time is bent */
export function pace(last) {
  const seconds = Math.min(WHOLE_RUN, Math.max(1, last) * FIRST_EPOCH);
  const power = last > 1 ? Math.max(1, Math.log(last) / Math.log(seconds / FIRST_EPOCH)) : 1;
  return { seconds, power };
}

/** @returns {number} the epoch shown some seconds after the start (at 1x) */
export function epochAt(seconds, last) {
  const { seconds: whole, power } = pace(last);
  return Math.min(last, Math.floor(last * Math.min(1, seconds / whole) ** power + 1e-9));
}

/** @returns {number} the seconds after the start at which an epoch is shown (at 1x) */
export function secondsAt(epoch, last) {
  const { seconds, power } = pace(last);
  return last > 0 ? seconds * (epoch / last) ** (1 / power) : seconds;
}

const seconds = () => performance.now() / 1000;

/**
 * @param {{last: number, get: () => number, set: (epoch: number) => void, changed: (playing: boolean) => void}} time
 * @param {{now?: () => number, frame?: (f: () => void) => number, cancel?: (id: number) => void}} [clock]
 */
export function createPlayback(
  { last, get, set, changed }, { now = seconds, frame = requestAnimationFrame, cancel = cancelAnimationFrame } = {},
) {
  let [request, speed] = [null, 1];
  let from = { clock: 0, run: 0 };
  let shown = 0; // the epoch set last; where another one is on screen, the reader or Python has moved the time line
  const anchor = () => {
    shown = get();
    from = { clock: now(), run: secondsAt(shown, last) };
  };

  function tick() {
    const epoch = Math.max(shown, epochAt(from.run + (now() - from.clock) * speed, last));
    if (get() !== shown) return stop();
    if (epoch > shown) set(epoch);
    shown = epoch;
    if (epoch >= last) stop();
    else request = frame(tick);
  }

  function play() {
    if (request !== null) return;
    if (get() >= last) set(0);
    anchor();
    request = frame(tick);
    changed(true);
  }

  function stop() {
    if (request === null) return;
    cancel(request);
    request = null;
    changed(false);
  }

  function setSpeed(value) {
    speed = value;
    anchor();
  }

  return { play, stop, setSpeed, toggle: () => (request === null ? play() : stop()) };
}
