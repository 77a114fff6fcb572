import assert from "node:assert/strict";
import { test } from "node:test";
import { like } from "../dev/from-python.mjs";
import { inline } from "../src/inline.js";
import { readNumber } from "../src/read-number.js";
import { click, enter, mount, page, publish } from "./helpers.js";

const choices = [
  like("answer", { text: "It `grows`", reason: "because of _this_", right: true }),
  like("answer", { text: "It shrinks", reason: "that would need `x`", right: false }),
];
const choice = () => like("question", { spec: like("choice question", { id: "q", choices }) });
const number = () =>
  like("question", {
    spec: like("number question", {
      answer: 0.1013, tolerance: 0.002, reason: "2/19.74", low: "too low", high: "too high",
    }),
  });

const submit = ({ find }) =>
  find("form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
const choose = (question, i) =>
  question.all("input").forEach((input, k) => {
    input.checked = k === i;
  });
const verdict = ({ find }) => find('[aria-live="polite"]').textContent;

test("a wrong choice is told its own reason and can be tried again", async () => {
  const question = await mount("question", choice());
  choose(question, 1);
  submit(question);
  assert.match(verdict(question), /^Not quite\.that would need x/);
  assert.doesNotMatch(verdict(question), /because of this/);
  assert.deepEqual(question.model.saves, [{ answer: "It shrinks" }]);
  choose(question, 0);
  submit(question);
  assert.match(verdict(question), /^Right\.because of this$/);
});

test("the answer is shown when asked for", async () => {
  const question = await mount("question", choice());
  choose(question, 1);
  submit(question);
  click(question.find(".nnlab-reveal"));
  assert.match(verdict(question), /Answer: It grows because of this/);
});

test("nothing chosen is not an answer", async () => {
  const question = await mount("question", choice());
  submit(question);
  assert.equal(verdict(question), "Choose one first.");
  assert.deepEqual(question.model.saves, []);
});

test("a number is right within its tolerance, else low or high", async () => {
  for (const [typed, words] of [
    ["0.1", /^Right\.2\/19\.74$/], ["0,102", /^Right/], ["0.05", /^Not quite\.too low/], ["2", /^Not quite\.too high/],
    ["much", /^Type a number/],
  ]) {
    const question = await mount("question", number());
    enter(question.find("input"), typed);
    submit(question);
    assert.match(verdict(question), words);
  }
});

test("typed numbers may have a comma, a real minus sign or be a fraction", () => {
  assert.deepEqual(["0.5", "0,5", "−2", "1e-3", "1/8", ".5", "1 / 0", "five", "", "1.2.3"].map(readNumber), [
    0.5, 0.5, -2, 1e-3, 0.125, 0.5, null, null, null, null,
  ]);
});

test("an answer kept by the model is shown, and one set from Python too", async () => {
  const question = await mount("question", { ...choice(), answer: "It shrinks" });
  assert.match(verdict(question), /^Not quite/);
  question.model.change("answer", "It grows");
  assert.match(verdict(question), /Choose one first|Not quite/, "an unknown answer is not taken");
  question.model.change("answer", "It `grows`");
  assert.match(verdict(question), /^Right/);
  assert.deepEqual(question.model.saves, []);
});

test("code and italics become nodes, everything else stays text", () => {
  page();
  const nodes = inline("Is `a<b` _so_ in snake_case_name <b>?").map((node) =>
    typeof node === "string" ? node : `${node.localName}:${node.textContent}`,
  );
  assert.deepEqual(nodes, ["Is ", "code:a<b", " ", "em:so", " in snake_case_name <b>?"]);
});

test("a broken question is a sentence", async () => {
  for (const spec of [{}, null, { kind: "choice", prompt: "?" }, { kind: "essay" }]) {
    assert.match((await mount("question", { spec, answer: "" })).el.textContent, /^This question cannot be shown\./);
  }
});

const KEY = "nnlab:/book/chapters/02_loss.html:q";

test("on the page an answer is remembered, and shown with its reason after a reload", async () => {
  const memory = new Map();
  const question = await mount("question", choice(), () => publish("", memory));
  submit(question);
  assert.deepEqual([...memory], [], "nothing chosen, nothing kept");
  choose(question, 1);
  submit(question);
  assert.deepEqual([...memory], [[KEY, '{"answer":"It shrinks"}']]);
  const again = await mount("question", choice(), () => publish("", memory));
  assert.match(verdict(again), /^Not quite\.that would need x/);
  assert.equal(again.model.get("answer"), "It shrinks");
  assert.doesNotMatch(verdict(await mount("question", choice())), /Not quite/, "in Jupyter the model remembers");
});

test("a remembered answer that is no answer any more is dropped", async () => {
  for (const kept of ['{"answer":"Gone"}', '{"answer":7}', "{", "null", '{"answer":"<img src=x>"}']) {
    const question = await mount("question", choice(), () => publish("", new Map([[KEY, kept]])));
    assert.equal(verdict(question), "");
    assert.equal(question.model.get("answer"), "");
  }
});

test("with a teacher's link the answer is taken, but nothing is given away", async () => {
  let address;
  const question = await mount("question", choice(), () => { address = publish("#answers=hidden"); });
  choose(question, 1);
  submit(question);
  assert.equal(verdict(question), "Your answer is noted. What is right, and why, comes later.");
  address.go("#some-heading");
  assert.doesNotMatch(verdict(question), /Not quite/);
  address.go("");
  assert.match(verdict(question), /^Not quite/);
});
