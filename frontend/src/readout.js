// One sentence that says what is on screen. It is shown at once; a screen reader hears it when the knobs have come to
// rest.
import { h, isAsleep, pool, text } from "./dom.js";
import { formatNumber } from "./format.js";
import { wordsOf } from "./problem.js";
import { inWords, namedControls } from "./settings.js";

const REST = 400; // milliseconds
const MOST_WORDS = 24; // letters that name the pinned run

/**
 * The sentence in pieces; values are marked so that they can stand out.
 * @returns {{text: string, value?: boolean}[]}
 */
export function sentence(spec, view) {
  return [...(view.timed ? runSentence(spec, view) : tableSentence(spec, view)), ...pinnedSentence(view)];
}

/** " Pinned 0.01: 0.12.", when the pinned run is another one and a few words tell it from the run on screen. */
function pinnedSentence({ pinned, epoch }) {
  if (!pinned || pinned.words.length > MOST_WORDS) return [];
  const loss = pinned.run.loss[epoch];
  return [
    { text: ` Pinned\u00a0${pinned.words}:\u00a0` }, value(Number.isFinite(loss) ? formatNumber(loss) : "diverged"),
    { text: "." },
  ];
}

function runSentence(spec, view) {
  const end = view.fate.divergedAt;
  return [
    { text: "Epoch " }, value(String(view.epoch)), { text: ", " },
    ...settings(spec, view),
    { text: ": " },
    ...(end === null
      ? results(spec, view)
      : [{ text: "diverged at epoch " }, value(String(end)), { text: " (the loss is no longer finite)." }]),
  ];
}

function tableSentence(spec, view) {
  return [...settings(spec, view), { text: ": loss " }, value(formatNumber(view.run.loss[0])), { text: "." }];
}

const value = (string) => ({ text: string, value: true });

/** "learning rate 0.03, tanh, w = 1.5": the controls but the epoch. */
function settings(spec, view) {
  return joined(namedControls(spec).map((control) => {
    const words = inWords(control, view.get(control.name));
    return [...(words.name ? [{ text: words.name }] : []), value(words.value)];
  }));
}

function joined(parts) {
  return parts.flatMap((part, i) => (i ? [{ text: ", " }, ...part] : part));
}

function results(spec, view) {
  const { run, epoch } = view;
  const parts = [
    [
      { text: "training loss " }, value(formatNumber(view.loss)),
      ...(view.fate.growing ? [{ text: " and " }, value("growing")] : []),
    ],
  ];
  if (run.validation) parts.push([{ text: "validation loss " }, value(formatNumber(run.validation[epoch]))]);
  parts.push(...parameterParts(spec, view));
  const stale = parts.length > 1 && spec.readout.length && view.snapshot.epoch !== epoch;
  return [...joined(parts), { text: stale ? ` (weights of epoch\u00a0${view.snapshot.epoch}).` : "." }];
}

function parameterParts(spec, { run, snapshot }) {
  if (!spec.readout.length || !run.hasParameters) return [];
  const parameters = run.parameters(snapshot.index);
  return spec.readout.map((name) => [
    { text: `${name}\u00a0=\u00a0` }, value(formatNumber(parameters[spec.parameter_names.indexOf(name)])),
  ]);
}

/** The sentence, or why there is none: the panels that do not need the damaged results go on. */
function readable(spec, view) {
  try {
    return sentence(spec, view);
  } catch (error) {
    return [{ text: `The results of this setting cannot be read. ${wordsOf(error)}` }];
  }
}

/** @param {import("./types").Spec} spec @returns {import("./types").Part} */
export function createReadout(spec, signal) {
  const visible = h("p", { class: "nnlab-sentence", "aria-hidden": "true" });
  const live = h("p", { class: "nnlab-unseen", role: "status", "aria-live": "polite", "aria-atomic": "true" });
  let timer = null;
  let longest = 0;
  signal.addEventListener("abort", () => clearTimeout(timer));

  const say = (words) => {
    clearTimeout(timer);
    if (!live.textContent) text(live, words);
    else timer = setTimeout(() => text(live, words), REST);
  };
  /** The room for the longest sentence so far is kept, so that the plots do not jump while a run plays. */
  const keepHeight = (length) => {
    if (length <= longest || isAsleep(visible)) return;
    if (longest === 0) visible.style.minHeight = "";
    longest = length;
    visible.style.minHeight = `${visible.offsetHeight || 0}px`;
  };
  const update = (view) => {
    const pieces = readable(spec, view);
    const nodes = pool(visible, pieces.length, () => h("span"));
    pieces.forEach((piece, i) => {
      text(nodes[i], piece.text);
      nodes[i].className = piece.value ? "nnlab-number" : "";
    });
    const words = pieces.map((piece) => piece.text).join("");
    keepHeight(words.length);
    say(words.replaceAll("\u00a0", " "));
  };
  return { el: h("div", { class: "nnlab-readout" }, visible, live), update, resize: () => { longest = 0; } };
}
