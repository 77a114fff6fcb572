// The Question: a prediction that the reader commits to before moving the Lab, answered at once with the reason.
import { h, uniqueId } from "./dom.js";
import { formatValue } from "./format.js";
import { icon } from "./icons.js";
import { inline } from "./inline.js";
import { onPage } from "./page.js";
import { wordsOf } from "./problem.js";
import { readNumber } from "./read-number.js";
import { createStore } from "./store.js";
import { answersHidden, followSwitches } from "./switches.js";
import { followTheme } from "./theme.js";

function render({ model, el, signal }) {
  const life = new AbortController();
  signal?.addEventListener("abort", () => life.abort());
  const root = h("div", { class: "nnlab nnlab-question" });
  el.append(root);
  followTheme(root, life.signal);
  try {
    mount(root, model, life.signal);
  } catch (error) {
    root.replaceChildren(h("p", { class: "nnlab-problem" }, `This question cannot be shown. ${wordsOf(error)}`));
  }
  return () => {
    life.abort();
    root.remove();
  };
}

const KINDS = { choice: choiceQuestion, number: numberQuestion };

function mount(root, model, signal) {
  const spec = model.get("spec");
  const make = KINDS[spec?.kind];
  if (!make) throw new Error(`It is of an unknown kind, “${spec?.kind}”.`);
  const question = make(spec);
  const verdict = h("div", { class: "nnlab-verdict", role: "status", "aria-live": "polite" });
  const form = h("form", { class: "nnlab-form", novalidate: "" },
    question.el, h("button", { type: "submit", class: "nnlab-answer" }, "Answer"));
  root.append(form, verdict);

  const page = onPage(root);
  const store = page ? createStore() : null;
  let secret = false;
  const judge = (answer) => showVerdict(verdict, question.judge(answer), question, secret);
  if (page) {
    followSwitches((hash) => {
      secret = answersHidden(hash);
      if (verdict.firstChild) judge(question.read());
    }, signal);
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const answer = question.read();
    judge(answer);
    if (answer === "" || answer === model.get("answer")) return;
    if (store && question.judge(answer).right !== null) store.remember(spec.id, { answer });
    model.set("answer", answer);
    model.save_changes();
  });
  form.addEventListener("input", () => verdict.replaceChildren());

  const restore = () => {
    const answer = model.get("answer");
    if (!answer || answer === question.read()) return;
    question.write(answer);
    judge(answer);
  };
  model.on("change:answer", restore);
  signal.addEventListener("abort", () => model.off("change:answer", restore));
  const remembered = store && !model.get("answer") ? store.recall(spec.id)?.answer : null;
  if (typeof remembered === "string" && question.judge(remembered).right !== null) model.set("answer", remembered);
  restore();
}

/**
 * @param {HTMLElement} el
 * @param {{right: boolean | null, reason: string}} result right is null when there is nothing to judge yet
 * @param {ReturnType<typeof choiceQuestion> | ReturnType<typeof numberQuestion>} question
 * @param {boolean} secret a teacher's link keeps the answer for the lesson
 */
function showVerdict(el, { right, reason }, question, secret) {
  if (right === null || secret) {
    el.replaceChildren(
      h(
        "p", { class: "nnlab-reason" },
        right === null ? reason : "Your answer is noted. What is right, and why, comes later.",
      ),
    );
    return;
  }
  const head = h(
    "p", { class: right ? "nnlab-right" : "nnlab-wrong" }, icon(right ? "right" : "wrong"),
    right ? "Right." : "Not quite.",
  );
  const parts = [head, h("p", { class: "nnlab-reason" }, ...inline(reason))];
  if (!right) parts.push(revealer(question));
  el.replaceChildren(...parts);
}

/** Try again, or ask for the answer: the reader chooses. */
function revealer(question) {
  const button = h("button", { type: "button", class: "nnlab-reveal" }, "Show the answer");
  const el = h("div", { class: "nnlab-again" }, h("span", {}, "Change your answer and try again, or"), button);
  button.addEventListener("click", () => {
    const { answer, reason } = question.solution();
    el.replaceChildren(
      h(
        "p", { class: "nnlab-reason nnlab-solution", tabindex: "-1" }, h("strong", {}, "Answer: ", ...inline(answer)),
        " ",
        ...inline(reason),
      ),
    );
    /** @type {HTMLElement} */ (el.firstChild).focus();
  });
  return el;
}

function fieldset(spec, body) {
  return h(
    "fieldset", { class: "nnlab-fieldset" }, h("legend", { class: "nnlab-prompt" }, ...inline(spec.prompt)), body,
  );
}

function choiceQuestion(spec) {
  if (!Array.isArray(spec.choices) || !spec.choices.length) throw new Error("It has no choices.");
  const name = uniqueId("answer");
  const inputs = spec.choices.map((_, i) => h("input", { type: "radio", name, value: i }));
  const options = spec.choices.map(({ text }, i) =>
    h("label", { class: "nnlab-option" }, inputs[i], h("span", {}, ...inline(text))),
  );
  return {
    el: fieldset(spec, h("div", { class: "nnlab-options" }, ...options)),
    read: () => spec.choices[inputs.findIndex((input) => input.checked)]?.text ?? "",
    write: (answer) => inputs.forEach((input, i) => { input.checked = spec.choices[i].text === answer; }),
    judge(answer) {
      const choice = spec.choices.find(({ text }) => text === answer);
      return choice
        ? { right: Boolean(choice.right), reason: choice.reason }
        : { right: null, reason: "Choose one first." };
    },
    solution() {
      const { text, reason } = spec.choices.find((choice) => choice.right);
      return { answer: text, reason };
    },
  };
}

function numberQuestion(spec) {
  const id = uniqueId("number");
  const input = h("input", {
    type: "text", inputmode: "decimal", autocomplete: "off", id, class: "nnlab-number-input",
  });
  const body = h(
    "div", { class: "nnlab-options nnlab-inline" }, h("label", { for: id }, "Your number"), input,
    spec.unit ? h("span", {}, spec.unit) : null,
  );
  return {
    el: fieldset(spec, body),
    read: () => input.value.trim(),
    write: (answer) => { input.value = answer; },
    judge(answer) {
      const value = readNumber(answer);
      if (value === null) return { right: null, reason: "Type a number first, with digits and a point." };
      if (Math.abs(value - spec.answer) <= spec.tolerance + 1e-12) return { right: true, reason: spec.reason };
      return { right: false, reason: value < spec.answer ? spec.low : spec.high };
    },
    solution: () => ({
      answer: `${formatValue(spec.answer)}${spec.unit ? ` ${spec.unit}` : ""}.`, reason: spec.reason,
    }),
  };
}

export default { render };
