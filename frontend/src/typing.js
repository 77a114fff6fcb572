// A learning rate typed instead of chosen. With a kernel it is trained and joins the ladder; on the published page it
// snaps to the nearest stored rate and says so. Outlives a session: the new results arrive while it is at work.
import { h, set, text } from "./dom.js";
import { formatValue } from "./format.js";
import { icon } from "./icons.js";
import { createTrainer } from "./kernel.js";
import { readNumber } from "./read-number.js";
import { snap } from "./state.js";

const NAME = "learning_rate";
const LOST = "The kernel does not answer (busy, restarted or gone). The stored runs still work.";

/** @returns {import("./types").Typing} */
export function createTyping({ model, page, signal }) {
  let lab = null;
  const line = createLine(() => trainer.cancel());
  const field = createField((typed) => commit(readNumber(typed)));
  const trainer = page ? null : createTrainer(model, signal, (news) => {
    line.tell(news, settle);
    lab.redraw();
  });

  /** @returns {string} the nearest stored rate, which is then on screen */
  function settle(rate) {
    const near = snap(lab.control(NAME), rate);
    lab.set({ [NAME]: near });
    return formatValue(near);
  }

  /** @returns {boolean} whether the typed number could be used */
  function commit(rate) {
    const words = formatValue(rate ?? 0);
    const known = rate > 0 && lab.control(NAME).values.find((value) => Math.abs(value / rate - 1) < 1e-9);
    if (!(rate > 0)) line.say("Type a number above 0, such as 0.02.");
    else if (known) {
      line.say("");
      lab.set({ [NAME]: known });
    } else if (page)
      line.say(
        `${words} is not among the trained rates; showing ${settle(rate)}. ` +
          "In Binder or JupyterLab it would be trained.",
      );
    else if (trainer.busy) line.say("A training is under way. Cancel it first, or wait until it is done.");
    else trainer.train(rate);
    lab.redraw();
    return rate > 0;
  }

  return {
    line: line.el,
    /** What was said of one value goes when another one is on screen. */
    show(words) {
      field.show(words);
      line.follow(words);
    },
    attach(session) {
      lab = session;
      return field.el;
    },
  };
}

/** The value as a button; pressed, it becomes a field. Enter commits, Escape and leaving do not. */
function createField(commit) {
  const value = h("span");
  const button = h(
    "button", { type: "button", class: "nnlab-value nnlab-type", title: "Type a value" }, value, icon("pencil"),
    h("span", { class: "nnlab-unseen" }, " Type another learning rate"),
  );
  const input = h("input", {
    type: "text", inputmode: "decimal", enterkeyhint: "go", autocomplete: "off", class: "nnlab-type-input",
    "aria-label": "Learning rate",
  });
  const form = h("form", { class: "nnlab-type-form", novalidate: "" }, input);
  const el = h("span", { class: "nnlab-typing" }, button);
  let editing = false;
  const edit = (now) => {
    if (now === editing) return;
    editing = now; // first: a browser may say that the field lost the focus while it is taken away
    button.hidden = now;
    if (now) el.append(form);
    else form.remove();
  };
  const leave = () => {
    edit(false);
    button.focus();
  };
  button.addEventListener("click", () => {
    edit(true);
    input.value = value.textContent;
    input.focus();
    input.select?.();
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (commit(input.value)) leave();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Escape") leave();
    // JupyterLab would leave the cell or run it.
    if (event.key === "Escape" || event.key === "Enter") event.stopPropagation();
  });
  input.addEventListener("blur", () => edit(false));
  return { el, show: (words) => text(value, words) };
}

/** The line under the controls: what became of the typed rate, progress and Cancel. */
function createLine(cancel) {
  const words = h("span", { class: "nnlab-typed-words", role: "status" });
  const bar = h("progress", { max: 1, "aria-label": "Training" });
  const button = h("button", { type: "button", class: "nnlab-quiet" }, "Cancel");
  button.addEventListener("click", cancel);
  const el = h("div", { class: "nnlab-typed", "data-empty": "" }, words, bar, button);
  let about = null;
  let busy = false;
  const show = (sentence, working) => {
    [about, busy] = [null, working];
    text(words, sentence);
    set(el, { "data-empty": sentence ? null : "" });
    bar.hidden = button.hidden = !working;
  };
  show("", false);

  const sentences = {
    asking: ({ rate }) => `Asking the kernel to train ${formatValue(rate)}.`,
    training: ({ rate }) => `Training ${formatValue(rate)} in the kernel.`,
    cancelling: () => "Cancelling.",
    done: ({ rate }) => `Trained ${formatValue(rate)}; it is on the ladder now.`,
    cancelled: ({ rate }, settle) => `Cancelled; showing ${settle(rate)}.`,
    failed: ({ sentence }) => sentence,
    lost: ({ rate }, settle) => `${LOST} Showing ${settle(rate)}.`,
  };
  return {
    el,
    say: (sentence) => show(sentence, false),
    follow(value) {
      if (about !== null && about !== value && !busy) show("", false);
      about = value;
    },
    tell(news, settle) {
      show(sentences[news.step](news, settle), ["asking", "training", "cancelling"].includes(news.step));
      if (news.step === "asking") bar.removeAttribute("value");
      if (news.step === "training") bar.value = news.fraction;
    },
  };
}
