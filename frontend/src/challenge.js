// A goal on the run, in a line of its own: what to reach, whether it is reached, and a hint after several tries.
import { h, set, text } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { settingText } from "./settings.js";

const REST = 400; // milliseconds: a setting that was only passed on the way to another one was not tried

const PASSING = "Below at this epoch, but it does not stay below.";

/**
 * @returns {boolean} whether what is on screen meets the goal: its epoch is one of `stays` epochs below, or the loss
 *   stays below from here to the end
 */
export function isMet(goal, view) {
  if (!isBelow(goal, view)) return false;
  const losses = lossesOf(goal, view);
  let [first, end] = [view.epoch, view.epoch + 1];
  while (losses[first - 1] < goal.below) first -= 1;
  while (losses[end] < goal.below) end += 1;
  return goal.stays === null ? end === losses.length : end - first >= goal.stays;
}

/** @returns {boolean} whether the loss on screen is below, whatever comes after */
export function isBelow(goal, view) {
  const { below, within, conditions } = goal;
  const inTime = within === null || view.epoch <= within;
  return (
    inTime &&
    lossesOf(goal, view)?.[view.epoch] < below &&
    Object.entries(conditions).every(([name, values]) => values.includes(view.get(name)))
  );
}

const lossesOf = ({ metric }, { run }) => (metric === "validation_loss" ? run.validation : run.loss);

/**
 * Counts the settings tried in vain: left after a rest, or played past the last epoch that counts.
 * @returns {(view: import("./types").View) => number} to be told of every view; how many tries there were
 */
export function createTries({ within }, met, now = () => performance.now()) {
  let tries = 0;
  let visit = null;
  const begin = (key, { epoch }, chosen) => ({ key, epoch, since: now(), chosen, moved: false, counted: false });
  const count = () => {
    if (!visit.counted && !met()) tries += 1;
    visit.counted = true;
  };
  return (view) => {
    const key = JSON.stringify(view.setting());
    visit ??= begin(key, view, false);
    if (key !== visit.key) {
      if (visit.moved || (visit.chosen && now() - visit.since >= REST)) count();
      visit = begin(key, view, true);
    }
    if (view.epoch !== visit.epoch) visit.moved = true;
    if (within !== null && view.epoch > within && visit.epoch <= within) count();
    visit.epoch = view.epoch;
    return tries;
  };
}

/** @returns {{el: HTMLElement, update: (view: import("./types").View) => void}} */
export function createChallenge(spec, store) {
  const goal = spec.challenge;
  const picture = icon("flag");
  const note = h("span", { class: "nnlab-challenge-note" });
  const el = h("p", { class: "nnlab-challenge", role: "status", "aria-atomic": "true" },
    picture, h("span", {}, h("strong", {}, "Challenge: "), goal.text, " ", note));
  let met = store?.recall(spec.id)?.met === true;
  const count = createTries(goal, () => met);

  const celebrate = (words) => {
    met = true;
    set(el, { "data-met": "" });
    setIcon(picture, "right");
    text(note, words);
  };
  if (met) celebrate("Met on an earlier visit.");

  const update = (view) => {
    if (!met && isMet(goal, view)) {
      celebrate(`Met${view.timed ? ` at epoch ${view.epoch}` : ""} with ${settingText(spec, view.get)}.`);
      store?.remember(spec.id, { met: true });
    }
    const hint = count(view) >= goal.hint_after && goal.hint ? `Hint: ${goal.hint}` : "";
    if (!met) text(note, isBelow(goal, view) ? PASSING : hint);
  };
  return { el, update: (view) => quietly(() => update(view)) };
}

/** Results that cannot be read are said by the readout and the panels. */
function quietly(act) {
  try {
    act();
  } catch {
    // nothing to judge
  }
}
