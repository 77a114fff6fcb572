// The epoch: a slider over time with play, step, reset and speed.
import { rangeInput, showRange } from "./controls.js";
import { h, set, text, uniqueId } from "./dom.js";
import { icon, setIcon } from "./icons.js";
import { createPlayback } from "./playback.js";

const SPEEDS = [0.25, 0.5, 1, 2, 4];

/** @returns {{el: HTMLElement, update: (view: import("./types").View) => void, stop: () => void}} */
export function createTransport(control, lab) {
  const { name, label, last } = control;
  const now = () => lab.get(name);
  const playButton = playPause(() => playback.toggle());
  const playback = createPlayback({
    last, get: now, set: (epoch) => lab.set({ [name]: epoch }), changed: playButton.show,
  });
  const go = (epoch) => {
    playback.stop();
    lab.set({ [name]: epoch });
  };
  const back = button("back", "Step back one epoch", () => go(now() - 1));
  const forward = button("forward", "Step forward one epoch", () => go(now() + 1));
  const reset = button("reset", "Back to epoch 0", () => go(0));
  const id = uniqueId("epoch");
  const input = rangeInput(id, last);
  input.addEventListener("input", () => go(Number(input.value)));
  const value = h("span", { class: "nnlab-value", "aria-hidden": "true" });
  const el = h("div", { class: "nnlab-time", "data-control": name },
    playButton.el,
    h("div", { class: "nnlab-timeline" },
      h("div", { class: "nnlab-head" }, h("label", { class: "nnlab-label", for: id }, label), value), input),
    h("div", { class: "nnlab-steps" }, back, forward, reset, speedMenu(playback)));

  const update = (view) => {
    showRange(input, view.epoch, `${label.toLowerCase()} ${view.epoch} of ${last}`);
    text(value, `${view.epoch} of ${last}`);
    disable(back, view.epoch === 0);
    disable(forward, view.epoch === last);
  };
  return { el, update, stop: playback.stop };
}

/** A button at the end of its range keeps the keyboard focus, so it is marked as disabled, not taken out. */
function disable(node, disabled) {
  set(node, { "aria-disabled": disabled ? "true" : null });
}

function button(name, label, act) {
  const node = h("button", { type: "button", class: "nnlab-button", "aria-label": label, title: label }, icon(name));
  node.addEventListener("click", act);
  return node;
}

function playPause(act) {
  const picture = icon("play");
  const word = h("span", {}, "Play");
  const el = h("button", { type: "button", class: "nnlab-play" }, picture, word);
  el.addEventListener("click", act);
  const show = (playing) => {
    setIcon(picture, playing ? "pause" : "play");
    text(word, playing ? "Pause" : "Play");
  };
  return { el, show };
}

function speedMenu(playback) {
  const options = SPEEDS.map((speed) => h("option", { value: speed, selected: speed === 1 ? "" : null }, `${speed}×`));
  const select = h(
    "select", { class: "nnlab-select nnlab-speed", "aria-label": "Playback speed", title: "Playback speed" },
    ...options,
  );
  select.addEventListener("change", () => playback.setSpeed(Number(select.value)));
  return select;
}
