// What the tests share: a small DOM, frames run by hand, a strict fake of the widget model, and the bundle as it is
// shipped.
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { parseHTML } from "linkedom";
import { options } from "../build.mjs";

const frames = new Map();
let requested = 0;

/** A fresh page; returns its document. */
export function page() {
  const { document, window } = parseHTML("<!doctype html><html><body></body></html>");
  frames.clear();
  for (const name of ["location", "history", "localStorage", "addEventListener"]) delete globalThis[name];
  Object.assign(globalThis, {
    document,
    requestAnimationFrame: (act) => { requested += 1; frames.set(requested, act); return requested; },
    cancelAnimationFrame: (id) => frames.delete(id),
  });
  globalThis.window = window;
  return document;
}

/** Makes the page a published one: with an address, a history that is counted, and a memory. @returns the address */
export function publish(hash = "", memory = new Map()) {
  const events = new EventTarget();
  const address = {
    pathname: "/book/chapters/02_loss.html", hash, writes: [],
    get href() {
      return `https://course.org${this.pathname}${this.hash}`;
    },
  };
  Object.assign(globalThis, {
    location: address,
    history: {
      state: null,
      replaceState: (state, title, to) => {
        address.hash = to;
        address.writes.push(to);
      },
    },
    localStorage: {
      getItem: (key) => memory.get(key) ?? null, setItem: (key, value) => memory.set(key, value),
      removeItem: (key) => memory.delete(key),
    },
    addEventListener: (...given) => events.addEventListener(...given),
  });
  address.go = (to) => {
    address.hash = to;
    events.dispatchEvent(new Event("hashchange"));
  };
  return address;
}

/** Runs what waits for the next frame. @returns {number} how many callbacks ran */
export function nextFrame() {
  const waiting = [...frames.keys()];
  return waiting.filter((id) => {
    const act = frames.get(id);
    frames.delete(id);
    act?.();
    return act;
  }).length;
}

/**
 * Like anywidget's model, but strict: unknown traits, a second listener for an event and unsaved changes are errors.
 */
export class StrictModel {
  constructor(traits) {
    this.traits = traits;
    this.listeners = new Map();
    this.saves = [];
    this.unsaved = {};
    this.sent = [];
  }
  send(content) {
    this.sent.push(content);
  }
  /** A message from Python. */
  receive(content) {
    this.listeners.get("msg:custom")?.(content);
  }
  known(name) {
    if (name === "msg:custom") return;
    if (!(name in this.traits)) throw new Error(`unknown trait: ${name}`);
  }
  get(name) {
    this.known(name);
    return this.traits[name];
  }
  set(name, value) {
    this.known(name);
    this.unsaved[name] = value;
    this.change(name, value);
  }
  save_changes() {
    this.saves.push(this.unsaved);
    this.unsaved = {};
  }
  on(event, act) {
    this.known(event.replace("change:", ""));
    if (this.listeners.has(event)) throw new Error(`two listeners for ${event}`);
    this.listeners.set(event, act);
  }
  off(event, act) {
    if (this.listeners.get(event) !== act) throw new Error(`not listening to ${event}`);
    this.listeners.delete(event);
  }
  /** A change from Python or from another widget. */
  change(name, value) {
    this.known(name);
    if (JSON.stringify(this.traits[name]) === JSON.stringify(value)) return;
    this.traits[name] = value;
    this.listeners.get(`change:${name}`)?.();
  }
}

const bundles = {};

/** @returns the module as bundled, `lab` or `question` */
export async function loadBundle(name) {
  bundles[name] ??= build({
    ...options,
    entryPoints: [fileURLToPath(new URL(`../src/${name}.js`, import.meta.url))], write: false,
  }).then(
    ({ outputFiles }) =>
      import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString("base64")}`),
  );
  return (await bundles[name]).default;
}

/**
 * Mounts a widget with its traits.
 * @returns {{model: StrictModel, el: HTMLElement, stop: () => void, find: (selector: string) => Element}}
 */
export async function mount(name, traits, prepare = () => {}) {
  await loadBundle(name);
  prepare(page());
  return join(name, traits);
}

/** Mounts one more widget into the page that is there; on a published page, in the element of its host. */
export async function join(name, traits, published = Boolean(globalThis.location)) {
  const widget = await loadBundle(name);
  const el = document.createElement("div");
  if (published) el.className = "live-widget";
  document.body.append(el);
  const model = new StrictModel(traits);
  const stop = widget.render({ model, el });
  nextFrame(); // the theme is looked at again once the host has the root in the page
  return {
    model, el, stop, find: (selector) => el.querySelector(selector),
    all: (selector) => [...el.querySelectorAll(selector)],
  };
}

/** Does what a reader does: changes an input. */
export function enter(input, value, type = "input") {
  input.value = String(value);
  input.dispatchEvent(new window.Event(type, { bubbles: true }));
}

export function click(node) {
  node.dispatchEvent(new window.Event("click", { bubbles: true }));
}

/** The numbers in the geometry of a drawing that are not finite. */
export function brokenGeometry(el) {
  const names = ["d", "x", "y", "cx", "cy", "r", "width", "height", "transform", "viewBox"];
  return [...el.querySelectorAll("svg, svg *")].flatMap((node) =>
    names.map((name) => node.getAttribute(name)).filter((value) => value && /NaN|Infinity|undefined|null/.test(value)));
}
