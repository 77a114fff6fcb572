// The moment of a Lab in the address of the page: #lab-ID:lr=0.03,act=relu,epoch=120,pin=0.01:relu. Parts are joined by
// "&"; each Lab reads and writes only its own, and an ordinary #anchor stays. What is not on a ladder is ignored.
import { followSwitches, hiddenControls, partsOf } from "./switches.js";

const PAUSE = 500; // milliseconds between two changes of the address: browsers stop a flood of them
const SHORT = { learning_rate: "lr", activation: "act" };
const shortName = (name) => encodeURIComponent(SHORT[name] ?? name);

/** @returns {string} the name of a Lab's part */
export const keyOf = (id) => (String(id).startsWith("lab-") ? encodeURIComponent(id) : `lab-${encodeURIComponent(id)}`);

/** @returns {any} the value of a control that a text names exactly, or undefined */
function valueNamed(control, written) {
  const string = decoded(written);
  if (control.kind !== "time")
    return control.values.find(
      (value) =>
        String(value) === string || (typeof value === "number" && string.trim() !== "" && Number(string) === value),
    );
  return /^\d+$/.test(string) && Number(string) <= control.last ? Number(string) : undefined;
}

function decoded(written) {
  try {
    return decodeURIComponent(written);
  } catch {
    return "";
  }
}

/**
 * @returns {{patch: object, pin: object | null} | null} what the address says of a Lab, null when it does not name it
 */
export function readMoment(hash, key, controls) {
  const part = partsOf(hash).find((candidate) => candidate.startsWith(`${key}:`));
  if (!part) return null;
  const fields = new Map(
    part
      .slice(key.length + 1)
      .split(",")
      .map((field) => [field.split("=")[0], field.slice(field.indexOf("=") + 1)]),
  );
  const patch = {};
  for (const control of controls) {
    const value = fields.has(shortName(control.name))
      ? valueNamed(control, fields.get(shortName(control.name)))
      : undefined;
    if (value !== undefined) patch[control.name] = value;
  }
  return { patch, pin: readPin(fields.get("pin"), controls) };
}

function readPin(written, controls) {
  const knobs = controls.filter(({ kind }) => kind !== "time");
  const values = written?.split(":") ?? [];
  const pairs = knobs.map((control, i) => [
    control.name, values.length === knobs.length ? valueNamed(control, values[i]) : undefined,
  ]);
  return pairs.every(([, value]) => value !== undefined) ? Object.fromEntries(pairs) : null;
}

/** @returns {string} a Lab's part of the address: every control that has a choice, and the pinned setting */
export function momentText(key, controls, get, pin) {
  const fields = controls
    .filter(({ kind, values }) => kind === "time" || values.length > 1)
    .map(({ name }) => `${shortName(name)}=${encodeURIComponent(get(name))}`);
  const knobs = controls.filter(({ kind }) => kind !== "time");
  if (pin) fields.push(`pin=${knobs.map(({ name }) => encodeURIComponent(pin[name])).join(":")}`);
  return `${key}:${fields.join(",")}`;
}

/** @returns {string} the hash with a Lab's part replaced, or added at the end */
export function withPart(hash, key, part) {
  const parts = partsOf(hash);
  const place = parts.findIndex((candidate) => candidate.startsWith(`${key}:`));
  parts.splice(place < 0 ? parts.length : place, 1, part);
  return `#${parts.join("&")}`;
}

// All Labs of a page share its one address, and so the pause between two changes of it.
const waiting = new Map();
let timer = null;

function flush() {
  timer = null;
  if (!waiting.size) return;
  const hash = [...waiting].reduce((whole, [key, describe]) => withPart(whole, key, describe()), location.hash);
  waiting.clear();
  try {
    history.replaceState(history.state, "", hash);
  } catch {
    // The address stays as it was; the Lab does not depend on it.
  }
}

/** The address as one Lab of the page sees it. */
export function createAddress(id) {
  const key = keyOf(id);
  const describe = ({ spec, get, pinned }) => momentText(key, spec.controls, get, pinned);

  function read(lab) {
    const moment = readMoment(location.hash, key, lab.spec.controls);
    if (!moment) return false;
    lab.restore(moment);
    return true;
  }

  /** Teacher's switches and later changes of the address. */
  function follow(lab, { controls, el }, signal) {
    followSwitches((hash) => {
      const names = hiddenControls(hash);
      controls.forEach((node, name) => { node.hidden = names.has(name) || names.has(SHORT[name]); });
    }, signal);
    addEventListener("hashchange", () => read(lab) && comeIntoView(el, key), { signal });
    signal.addEventListener("abort", () => waiting.delete(key));
  }

  return {
    read, follow,
    arrive: (el) => comeIntoView(el, key),
    linkTo(lab) {
      const others = partsOf(location.hash).filter((part) => part.includes("=") && !part.startsWith(`${key}:`));
      return `${location.href.split("#")[0]}#${[describe(lab), ...others].join("&")}`;
    },
    write(lab) {
      waiting.set(key, () => describe(lab));
      timer ??= setTimeout(flush, PAUSE);
    },
  };
}

/**
 * The browser does not know a moment as a place on the page: the first Lab named comes into view, or the anchor before
 * it.
 */
function comeIntoView(el, key) {
  const [first, ...others] = partsOf(location.hash);
  if (!first?.includes("=") && others.length) document.getElementById(decoded(first ?? ""))?.scrollIntoView();
  else if (first?.startsWith(`${key}:`)) el.scrollIntoView?.({ block: "start" });
}
