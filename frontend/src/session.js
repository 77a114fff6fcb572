// One session of a Lab: the stored results of one spec, the reader's state over them, and at most one drawing a frame:
//   control -> state -> (model, once a frame) -> view -> readout and panels
// When Python brings new results, the Lab opens a new session; what outlives a session is in `keep`.
import { createData } from "./data.js";
import { checkControls, createState } from "./state.js";
import { listenToModel, readModel, writeModel } from "./sync.js";
import { createView } from "./view.js";

/**
 * @param {object} given
 * @param {import("./types").LabModel} given.model
 * @param {AbortSignal} given.signal
 * @param {import("./types").Keep} given.keep
 * @param {(view: import("./types").View) => void} given.draw
 * @param {() => void} given.moved called when the reader changed something
 * @returns {import("./types").Session}
 */
export function createSession({ model, signal, keep, draw, moved }) {
  const spec = model.get("spec");
  const state = createState(checkControls(spec?.controls));
  state.set(readModel(model, spec.controls));
  const data = createData(spec, model.get("arrays"), spec.controls);
  const unsaved = new Set();
  let request = null;
  signal.addEventListener("abort", () => cancelAnimationFrame(request));

  const save = () => handOver(model, state, unsaved);
  const drawNow = () => draw(createView(spec, data, state, keep.pin));
  const frame = () => {
    request = null;
    save();
    drawNow();
  };
  const redraw = () => {
    if (!signal.aborted) request ??= requestAnimationFrame(frame);
  };

  const { take, ...changes } = createChanges({ state, unsaved, keep, redraw, moved });
  listenToModel(model, spec.controls, take, signal);
  return {
    spec, data, signal, get: state.get, control: state.control, setting: state.setting,
    ...changes, redraw, drawNow, save, get pinned() { return keep.pin; },
  };
}

/** Hands what the reader changed to the model; a kernel that is gone must not stop the drawing. */
function handOver(model, state, unsaved) {
  try {
    writeModel(model, state, unsaved);
  } catch (error) {
    console.warn(error);
  }
  unsaved.clear();
}

/** The ways in which the state changes. */
function createChanges({ state, unsaved, keep, redraw, moved }) {
  /** Takes what fits of a patch, to be shown and saved. */
  function adopt(patch) {
    const changed = state.set(patch);
    changed.forEach((name) => unsaved.add(name));
    if (changed.length) redraw();
    return changed.length > 0;
  }

  /** The reader changes something. */
  function set(patch) {
    if (adopt(patch)) moved();
  }

  /** The reader keeps a setting for comparison, or none. */
  function pin(setting) {
    keep.pin = setting;
    redraw();
    moved();
  }

  /** The moment that the address of the page names. */
  function restore({ patch, pin }) {
    keep.pin = pin;
    adopt(patch);
    redraw();
  }

  /** The model changed: show it, write nothing back. What the reader changed and is still to be saved wins. */
  function take(values) {
    const news = Object.entries(values).filter(([name]) => !unsaved.has(name));
    if (state.set(Object.fromEntries(news)).length) redraw();
  }

  return { set, pin, restore, take };
}
