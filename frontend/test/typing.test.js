import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { fullLab } from "../dev/data.mjs";
import { click, mount, nextFrame, publish } from "./helpers.js";

const LOST = "The kernel does not answer (busy, restarted or gone). The stored runs still work.";
const RATES = [0.001, 0.003, 0.01, 0.03, 0.05, 0.08, 0.1, 0.102, 0.3];

function type(lab, typed) {
  click(lab.find(".nnlab-type"));
  const input = lab.find(".nnlab-type-input");
  input.value = typed;
  input.closest("form").dispatchEvent(new window.Event("submit", { bubbles: true, cancelable: true }));
  nextFrame();
}

const said = ({ find }) => find(".nnlab-typed-words").textContent;
const working = ({ find }) => !find(".nnlab-typed progress").hidden;
const sentence = ({ find }) => find(".nnlab-sentence").textContent;
const request = (lab) => lab.model.sent.find(({ type: kind }) => kind === "train").request;

/** What Python does when a rate is trained: new results first, then the rate, then the message. */
function finish(lab, rate, options = {}) {
  const { spec, arrays } = fullLab({ rates: [...RATES, rate].sort((a, b) => a - b), ...options });
  lab.model.change("spec", spec);
  lab.model.change("arrays", { ...arrays, changed: rate });
  lab.model.change("learning_rate", rate);
  lab.model.receive({ type: "done", request: request(lab), learning_rate: rate });
  nextFrame();
}

test("the value is a button with the value in its name; pressed, it is a field, and Escape leaves it", async () => {
  const lab = await mount("lab", fullLab());
  const button = lab.find(".nnlab-type");
  assert.equal(button.textContent, "0.03 Type another learning rate");
  assert.equal(lab.find(".nnlab-type-input"), null);
  click(button);
  const input = lab.find(".nnlab-type-input");
  assert.deepEqual(
    ["type", "inputmode", "aria-label", "data-lm-suppress-shortcuts"].map((name) => input.getAttribute(name)),
    ["text", "decimal", "Learning rate", "true"],
  );
  assert.equal(input.value, "0.03");
  const escape = new window.Event("keydown", { bubbles: true });
  escape.key = "Escape";
  input.dispatchEvent(escape);
  assert.equal(lab.find(".nnlab-type-input"), null);
  assert.deepEqual(lab.model.sent, []);
});

test("on the page a typed rate snaps to the ladder and says so", async () => {
  const lab = await mount("lab", fullLab(), () => publish());
  type(lab, "0.02");
  assert.equal(
    said(lab), "0.02 is not among the trained rates; showing 0.03. In Binder or JupyterLab it would be trained.",
  );
  type(lab, "0,009");
  assert.match(said(lab), /^0\.009 is not .* showing 0\.01\./);
  assert.equal(lab.model.get("learning_rate"), 0.01);
  assert.deepEqual(lab.model.sent, [], "nothing is asked of a kernel");
  lab.model.change("epoch", 30);
  nextFrame();
  assert.match(said(lab), /^0\.009 is not/);
  lab.model.change("learning_rate", 0.1);
  nextFrame();
  assert.equal(said(lab), "", "another rate is on screen");
  lab.stop();
});

test("a rate on the ladder is only shown; what is no positive number is refused", async () => {
  const lab = await mount("lab", fullLab());
  type(lab, "1/10");
  assert.equal(lab.model.get("learning_rate"), 0.1);
  for (const typed of ["", "fast", "0", "-1", "1/0"]) {
    type(lab, typed);
    assert.equal(said(lab), "Type a number above 0, such as 0.02.");
  }
  assert.deepEqual(lab.model.sent, []);
});

test("with a kernel the rate is trained, joins the ladder, and the Lab stays as it was", async () => {
  const lab = await mount("lab", fullLab());
  lab.model.change("activation", "tanh");
  nextFrame();
  lab.find('[data-panel="LossCurve"] details').setAttribute("open", "");
  click(lab.all(".nnlab-quiet").find((node) => /Pin/.test(node.textContent)));
  type(lab, "0.02");
  assert.deepEqual(lab.model.sent, [{ type: "train", request: request(lab), learning_rate: 0.02 }]);
  assert.ok(working(lab));
  lab.model.receive({ type: "accepted", request: request(lab) });
  lab.model.receive({ type: "progress", request: request(lab), fraction: 0.4 });
  assert.equal(said(lab), "Training 0.02 in the kernel.");
  assert.equal(lab.find("progress").value, 0.4);
  finish(lab, 0.02);
  assert.equal(said(lab), "Trained 0.02; it is on the ladder now.");
  assert.ok(!working(lab));
  assert.match(sentence(lab), /^Epoch 12, learning rate 0\.02, tanh: .* Pinned\s0\.03/);
  assert.equal(lab.find('[data-control="learning_rate"] input').getAttribute("max"), "9");
  assert.ok(lab.find('[data-panel="LossCurve"] details').hasAttribute("open"));
  assert.equal(lab.all(".nnlab-card").length, 1);
  lab.stop();
  assert.equal(lab.model.listeners.size, 0);
});

test("the focus stays where it was when the results are replaced", async () => {
  const lab = await mount("lab", fullLab());
  let focused = null;
  Object.defineProperty(document, "activeElement", { configurable: true, get: () => focused });
  window.HTMLElement.prototype.focus = function focus() { focused = this; };
  focused = lab.find('[data-control="epoch"] input');
  const before = focused;
  type(lab, "0.02");
  focused = before;
  finish(lab, 0.02);
  assert.notEqual(focused, before);
  assert.equal(focused, lab.find('[data-control="epoch"] input'));
  delete window.HTMLElement.prototype.focus;
  lab.stop();
});

test("cancelling is passed on; failing is said in the kernel's words; both leave the stored runs", async () => {
  const lab = await mount("lab", fullLab());
  type(lab, "0.02");
  lab.model.receive({ type: "accepted", request: request(lab) });
  click(lab.find(".nnlab-typed button"));
  assert.deepEqual(lab.model.sent.at(-1), { type: "cancel", request: request(lab) });
  lab.model.receive({ type: "progress", request: request(lab), fraction: 0.9 });
  assert.equal(said(lab), "Cancelling.");
  lab.model.receive({ type: "cancelled", request: request(lab) });
  assert.equal(said(lab), "Cancelled; showing 0.03.");
  assert.ok(!working(lab));
  lab.model.sent.length = 0;
  type(lab, "0.5");
  lab.model.receive({ type: "failed", request: request(lab), sentence: "The learning rate must be below 10." });
  assert.equal(said(lab), "The learning rate must be below 10.");
  assert.match(sentence(lab), /learning rate 0\.03/);
});

test("a kernel that does not answer within 3 s is said to be lost, and the Lab goes on", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const lab = await mount("lab", fullLab());
  type(lab, "0.02");
  mock.timers.tick(2500);
  assert.ok(working(lab), "a slow answer is waited for");
  mock.timers.tick(499);
  assert.equal(said(lab), `${LOST} Showing 0.03.`);
  assert.ok(!working(lab));
  assert.deepEqual(lab.model.sent.at(-1), { type: "cancel", request: request(lab) }, "a busy kernel finds this later");
  lab.model.receive({ type: "progress", request: request(lab), fraction: 0.1 });
  assert.match(said(lab), /does not answer/, "a late word changes nothing");
  mock.timers.reset();
});

test("a kernel that takes its time to cancel is not given up while it answers", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const lab = await mount("lab", fullLab());
  type(lab, "0.02");
  lab.model.receive({ type: "accepted", request: request(lab) });
  click(lab.find(".nnlab-typed button"));
  for (let i = 0; i < 3; i += 1) {
    mock.timers.tick(1500);
    assert.equal(lab.model.sent.at(-1).type, "ping");
    lab.model.receive({ type: "pong", request: request(lab) });
  }
  assert.equal(said(lab), "Cancelling.");
  mock.timers.tick(1500);
  mock.timers.tick(1499);
  assert.ok(said(lab).startsWith(LOST));
  mock.timers.reset();
});

test("a kernel that falls silent during a training is asked, and said to be lost within 3 s", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const lab = await mount("lab", fullLab());
  type(lab, "0.02");
  lab.model.receive({ type: "accepted", request: request(lab) });
  mock.timers.tick(1500);
  assert.equal(lab.model.sent.at(-1).type, "ping");
  lab.model.receive({ type: "pong", request: request(lab) });
  mock.timers.tick(1500);
  mock.timers.tick(1000);
  assert.ok(working(lab), "slow, but alive");
  mock.timers.tick(499);
  assert.ok(!working(lab));
  assert.ok(said(lab).startsWith(LOST));
  mock.timers.reset();
});

test("a connection that is closed is the same as no answer", async () => {
  const lab = await mount("lab", fullLab());
  lab.model.send = () => { throw new Error("Comm is closed"); };
  lab.model.save_changes = () => { throw new Error("Comm is closed"); };
  mock.method(console, "warn", () => {});
  type(lab, "0.02");
  assert.ok(said(lab).startsWith(LOST));
  type(lab, "0.05");
  assert.match(sentence(lab), /learning rate 0\.05/, "drawn all the same");
  mock.restoreAll();
});

test("messages of another request are not ours", async () => {
  const lab = await mount("lab", fullLab());
  type(lab, "0.02");
  for (const message of [
    { type: "done", request: "other" }, { type: "failed" }, null, "done", { type: "<b>", request: request(lab) },
  ])
    lab.model.receive(message);
  assert.ok(working(lab));
  type(lab, "0.07");
  assert.equal(lab.model.sent.length, 1);
  assert.match(said(lab), /under way/);
  lab.stop();
});
