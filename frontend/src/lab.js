// The Lab: an anywidget front-end module. It wires model, state, controls, readout and panels, and draws at most once a frame:
//   control -> state -> (model, once a frame) -> view -> readout and panels
import { createControl } from "./controls.js";
import { createData } from "./data.js";
import { h, text, uniqueId } from "./dom.js";
import { createPanel } from "./panel-frame.js";
import { createReadout } from "./readout.js";
import { checkControls, createState } from "./state.js";
import { listenToModel, readModel, writeModel } from "./sync.js";
import { followTheme } from "./theme.js";
import { createTransport } from "./transport.js";
import { createView } from "./view.js";

function render({ model, el, signal }) {
  const life = new AbortController();
  signal?.addEventListener("abort", () => life.abort());
  const root = h("div", { class: "nnlab" });
  el.append(root);
  followTheme(root, life.signal);
  try {
    mount(root, model, life.signal);
  } catch (error) {
    root.replaceChildren(h("p", { class: "nnlab-problem" }, `This Lab cannot be shown. ${error.message}`));
  }
  return () => {
    life.abort();
    root.remove();
  };
}

function mount(root, model, signal) {
  const spec = model.get("spec");
  const state = createState(checkControls(spec?.controls));
  state.set(readModel(model, spec.controls));
  const parts = [];
  const lab = createLab({ spec, state, model, signal, draw: (view) => parts.forEach((part) => part.update(view)) });
  parts.push(...build(root, spec, lab, signal));
  listenToModel(model, spec.controls, lab.take, signal);
  lab.drawNow();
}

/** What controls and panels see of the Lab. */
function createLab({ spec, state, model, signal, draw }) {
  const data = createData(spec, model.get("arrays"), spec.controls);
  const unsaved = new Set();
  let request = null;
  signal.addEventListener("abort", () => cancelAnimationFrame(request));

  function drawNow() {
    draw(createView(spec, data, state));
  }

  function frame() {
    request = null;
    writeModel(model, state, unsaved);
    unsaved.clear();
    drawNow();
  }

  function redraw() {
    request ??= requestAnimationFrame(frame);
  }

  /** The reader changes something. */
  function set(patch) {
    const changed = state.set(patch);
    changed.forEach((name) => unsaved.add(name));
    if (changed.length) redraw();
  }

  /** The model changed: show it, write nothing back. */
  function take(values) {
    if (state.set(values).length) redraw();
  }

  return { spec, data, signal, get: state.get, control: state.control, set, take, redraw, drawNow };
}

/** Lays out the parts and returns those that follow the view. */
function build(root, spec, lab, signal) {
  const titleId = uniqueId("title");
  const knobs = spec.controls.filter(({ kind, values }) => kind !== "time" && values.length > 1).map((control) => createControl(control, lab));
  const clock = spec.controls.find(({ kind, last }) => kind === "time" && last > 0);
  const transport = clock && createTransport(clock, lab);
  const readout = createReadout(spec, signal);
  const panels = (spec.panels ?? []).map((options, index) => createPanel(options, index, lab));
  const controls = [...knobs, ...(transport ? [transport] : [])];

  const controlsEl = h("div", { class: "nnlab-controls" },
    knobs.length ? h("div", { class: "nnlab-knobs" }, ...knobs.map(({ el }) => el)) : null, transport?.el);
  const panelsEl = h("div", { class: "nnlab-panels", "data-count": panels.length }, ...panels.map(({ el }) => el));
  root.append(h("div", { class: "nnlab-card", role: "group", "aria-labelledby": titleId, id: spec.id ? `${titleId}-${spec.id}` : null },
    h("div", { class: "nnlab-top" }, text(h("p", { class: "nnlab-title", id: titleId }), spec.title ?? "Lab"), hint(knobs, spec, clock)),
    controlsEl, readout.el, panelsEl));

  keepActiveInView(root, controlsEl, knobs);
  onWidth(root, () => [...knobs, readout].forEach((part) => part.resize?.()), signal);
  if (transport) signal.addEventListener("abort", transport.stop);
  return [...controls, readout, ...panels];
}

/** One line that says what to do first; it goes when the reader has begun. */
function hint(knobs, spec, clock) {
  const slider = spec.controls.find(({ kind, values }) => kind === "ladder" && values.length > 1);
  const drag = slider ? `Drag “${slider.label}”` : knobs.length ? "Choose a setting" : "";
  if (!drag || !clock) return h("p", { class: "nnlab-hint" }, drag ? `${drag} and watch.` : clock ? "Press Play and watch." : "");
  return h("p", { class: "nnlab-hint" }, `${drag} or press Play, and watch.`);
}

/** On a phone the knob used last and the time line stay in view while the plots scroll: CSS does it, this says which knob. */
function keepActiveInView(root, controls, knobs) {
  const activate = (el) => {
    knobs.forEach((knob) => knob.el.toggleAttribute("data-active", knob.el === el));
    root.style.setProperty("--knob-height", `${el.offsetHeight || 0}px`);
  };
  const begin = (event) => {
    root.setAttribute("data-begun", "");
    const knob = event.target.closest?.(".nnlab-knob");
    if (knob) activate(knob);
  };
  for (const type of ["focusin", "pointerdown"]) controls.addEventListener(type, begin);
  if (knobs.length) activate(knobs[0].el);
}

function onWidth(node, act, signal) {
  act();
  if (!globalThis.ResizeObserver) return;
  const observer = new ResizeObserver(act);
  observer.observe(node);
  signal.addEventListener("abort", () => observer.disconnect());
}

export default { render };
