// The layout of a Lab: knobs above, one sentence of readout, panels side by side, quiet extras below.
import { createChallenge } from "./challenge.js";
import { createControl } from "./controls.js";
import { h, isAsleep, text } from "./dom.js";
import { createExtras } from "./extras.js";
import { keepActiveInView } from "./in-view.js";
import { createPanel } from "./panel-frame.js";
import { createReadout } from "./readout.js";
import { createTransport } from "./transport.js";

/**
 * Lays out the parts in `root`.
 * @param {HTMLElement} root
 * @param {import("./types").Session} lab
 * @param {import("./types").Keep} keep
 * @returns {{el: HTMLElement, parts: import("./types").Part[], controls: Map<string, HTMLElement>}}
 */
export function createCard(root, lab, keep) {
  const { spec, signal } = lab;
  const knobs = spec.controls
    .filter(({ kind, values }) => kind !== "time" && values.length > 1)
    .map((control) => createControl(control, lab, keep));
  const clock = spec.controls.find(({ kind, last }) => kind === "time" && last > 0);
  const transport = clock && createTransport(clock, lab);
  const readout = createReadout(spec, signal);
  const challenge = spec.challenge && (keep.challenge ??= createChallenge(spec, keep.store));
  const panels = spec.panels.map((options, index) => createPanel(options, index, lab));
  const extras = createExtras(lab, keep);

  const controlsEl = h("div", { class: "nnlab-controls" },
    knobs.length ? h("div", { class: "nnlab-knobs" }, ...knobs.map(({ el }) => el)) : null, transport?.el);
  const panelsEl = h("div", { class: "nnlab-panels", "data-count": panels.length }, ...panels.map(({ el }) => el));
  panels[widePanel(spec.panels)]?.el.setAttribute("data-wide", "");
  const el = h(
    "div", { class: "nnlab-card", role: "group", "aria-labelledby": keep.titleId },
    h(
      "div", { class: "nnlab-top" }, text(h("p", { class: "nnlab-title", id: keep.titleId }), spec.title),
      hint(spec, clock),
    ),
    controlsEl, keep.typing.line, readout.el, challenge?.el, panelsEl, extras.el,
  );
  root.replaceChildren(el);

  const measure = keepActiveInView(root, controlsEl, knobs.map(({ el }) => el));
  onWidth(root, () => {
    [...knobs, readout].forEach((part) => part.resize?.());
    measure();
  }, signal);
  if (transport) signal.addEventListener("abort", transport.stop);
  const parts = [...knobs, transport, readout, challenge, ...panels, extras].filter(Boolean);
  const controls = new Map(
    [...knobs, ...(transport ? [transport] : [])].map(({ el }) => [el.getAttribute("data-control"), el]),
  );
  return { el, parts, controls };
}

/**
 * Where panels stand in twos, an odd one takes a whole row: the last if it is a loss curve (time likes width), else the
 * first.
 */
function widePanel(panels) {
  if (panels.length % 2 === 0) return -1;
  return panels[panels.length - 1].type === "LossCurve" ? panels.length - 1 : 0;
}

/** One line that says what to do first; it goes when the reader has begun. */
function hint(spec, clock) {
  const slider = spec.controls.find(({ kind, values }) => kind === "ladder" && values.length > 1);
  const surface = !clock && spec.panels.some(({ type, y_name: name }) => type === "Landscape" && name);
  const ways = [slider && `drag “${slider.label}”`, clock && "press Play", surface && "drag in the landscape"]
    .filter(Boolean)
    .join(" or ");
  return h("p", { class: "nnlab-hint" }, ways && `${ways[0].toUpperCase()}${ways.slice(1)}.`);
}

function onWidth(node, act, signal) {
  if (!isAsleep(node)) act();
  if (!globalThis.ResizeObserver) return;
  const observer = new ResizeObserver(act);
  observer.observe(node);
  signal.addEventListener("abort", () => observer.disconnect());
}
