// The Lab: an anywidget front-end module. It wires model, state, controls, readout and panels, and draws at most once a frame:
//   control -> state -> (model, once a frame) -> view -> readout and panels
import { createControl } from "./controls.js";
import { createData } from "./data.js";
import { h, text, uniqueId } from "./dom.js";
import { keepActiveInView, keepClearOfHeader } from "./in-view.js";
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
  panels[widePanel(spec.panels ?? [])]?.el.setAttribute("data-wide", "");
  root.append(h("div", { class: "nnlab-card", role: "group", "aria-labelledby": titleId, id: spec.id ? `${titleId}-${spec.id}` : null },
    h("div", { class: "nnlab-top" }, text(h("p", { class: "nnlab-title", id: titleId }), spec.title ?? "Lab"), hint(spec, clock)),
    controlsEl, readout.el, panelsEl));

  keepActiveInView(root, controlsEl, knobs.map(({ el }) => el));
  keepClearOfHeader(root, signal);
  onWidth(root, () => [...knobs, readout].forEach((part) => part.resize?.()), signal);
  if (transport) signal.addEventListener("abort", transport.stop);
  return [...controls, readout, ...panels];
}

/** Where panels stand in twos, an odd one takes a whole row: the last if it is a loss curve (time likes width), else the first. */
function widePanel(panels) {
  if (panels.length % 2 === 0) return -1;
  return panels[panels.length - 1].type === "LossCurve" ? panels.length - 1 : 0;
}

/** One line that says what to do first; it goes when the reader has begun. */
function hint(spec, clock) {
  const slider = spec.controls.find(({ kind, values }) => kind === "ladder" && values.length > 1);
  const surface = !clock && (spec.panels ?? []).some(({ type, y_name: name }) => type === "Landscape" && name);
  const ways = [slider && `drag “${slider.label}”`, clock && "press Play", surface && "drag in the landscape"].filter(Boolean).join(" or ");
  return h("p", { class: "nnlab-hint" }, ways && `${ways[0].toUpperCase()}${ways.slice(1)}.`);
}

function onWidth(node, act, signal) {
  act();
  if (!globalThis.ResizeObserver) return;
  const observer = new ResizeObserver(act);
  observer.observe(node);
  signal.addEventListener("abort", () => observer.disconnect());
}

export default { render };
