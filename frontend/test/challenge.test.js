import assert from "node:assert/strict";
import { test } from "node:test";
import { fullLab } from "../dev/data.mjs";
import { like } from "../dev/from-python.mjs";
import { createTries, isMet } from "../src/challenge.js";
import { join, mount, nextFrame, publish } from "./helpers.js";

const goalOf = (values) =>
  like("challenge", { metric: "data_loss", below: 0.5, within: null, stays: null, conditions: {}, ...values });
const goal = goalOf({ within: 3, conditions: { activation: ["tanh"] } });
const view = (epoch, activation = "tanh", loss = [9, 1, 0.4, 0.3, 0.2]) => ({
  epoch, run: { loss, validation: null }, get: () => activation, setting: () => ({ activation }),
});

test("a goal is met below its loss, within its epochs and under its conditions only", () => {
  assert.deepEqual([0, 1, 2, 3, 4].map((epoch) => isMet(goal, view(epoch))), [false, false, true, true, false]);
  assert.equal(isMet(goal, view(2, "relu")), false);
  assert.equal(isMet({ ...goal, within: null }, view(4)), true);
  assert.equal(isMet({ ...goal, metric: "validation_loss" }, view(2)), false, "there is none");
  assert.equal(isMet(goal, view(2, "tanh", [NaN, NaN, NaN])), false);
});

test("a goal is met only where the loss stays below, for so many epochs or to the end", () => {
  const met = (options, loss) =>
    loss.map((_, epoch) => Number(isMet(goalOf(options), view(epoch, "tanh", loss)))).join("");
  const jumpy = [9, 0.1, 9, 0.1, 0.1, 0.1, 9, 0.1];
  assert.equal(met({}, jumpy), "00000001");
  assert.equal(met({ within: 6 }, jumpy), "00000000");
  assert.equal(met({ stays: 1 }, jumpy), "01011101");
  assert.equal(met({ stays: 2 }, jumpy), "00011100", "to whichever side of the epoch on screen");
  assert.equal(met({ stays: 3 }, jumpy), "00011100");
  assert.equal(met({}, [9, 0.1, NaN]), "000");
  assert.equal(met({}, Float32Array.from(jumpy.slice(0, 6))), "000111");
});

test("a try is a setting that was left after a rest, or played past the last epoch that counts", () => {
  let time = 0;
  const count = createTries(goal, () => false, () => time);
  const look = (epoch, activation, later = 0) => { time += later; return count(view(epoch, activation)); };
  assert.equal(look(1, "a"), 0);
  assert.equal(look(1, "b", 5000), 0, "where the Lab begins was not the reader's try");
  assert.equal(look(1, "c", 100), 0, "passed on the way");
  assert.equal(look(1, "d", 1000), 1, "left after a rest");
  assert.equal(look(2, "d", 10), 1);
  assert.equal(look(4, "d", 10), 2, "played past");
  assert.equal(look(2, "d", 10), 2);
  assert.equal(look(4, "d", 10), 2, "once a visit");
  assert.equal(look(4, "e", 1000), 2, "and not again when left");
});

const status = ({ find }) => find(".nnlab-challenge").textContent;
const show = (lab, name, value) => {
  lab.model.change(name, value);
  nextFrame();
};

test("the challenge stands in a line of its own, and is met on screen", async () => {
  const lab = await mount("lab", fullLab());
  assert.equal(lab.find(".nnlab-challenge").getAttribute("role"), "status");
  assert.match(status(lab), /^Challenge: Bring the loss below 0\.001 within 60 epochs\. $/);
  assert.doesNotMatch(lab.find(".nnlab-sentence").textContent, /Challenge/);
  show(lab, "learning_rate", 0.05);
  show(lab, "epoch", 61);
  assert.doesNotMatch(status(lab), /Met/, "too late");
  show(lab, "learning_rate", 0.08);
  show(lab, "epoch", 57);
  assert.match(status(lab), /Met at epoch 57 with learning rate 0\.08, linear\.$/);
  show(lab, "epoch", 3);
  assert.match(status(lab), /Met at epoch 57/, "it stays met");
});

test("a loss that is below at this epoch only is told so, and what was said is taken back", async () => {
  const traits = fullLab();
  traits.spec.challenge = goalOf({ below: 100, text: "Go.", conditions: { learning_rate: [0.3, 0.08] } });
  const lab = await mount("lab", traits);
  show(lab, "learning_rate", 0.3);
  show(lab, "epoch", 0);
  const words = /Below at this epoch, but it does not stay below\.$/;
  assert.match(status(lab), words);
  show(lab, "epoch", 400);
  assert.doesNotMatch(status(lab), words);
  show(lab, "learning_rate", 0.08);
  assert.match(status(lab), /Met/);
});

test("a hint comes after the stated number of tries, and not when the goal is met", async () => {
  const lab = await mount("lab", fullLab());
  for (const [i, rate] of [0.001, 0.003, 0.01].entries()) {
    assert.doesNotMatch(status(lab), /Hint/, `${i} tries`);
    show(lab, "epoch", 10 + i);
    show(lab, "learning_rate", rate);
  }
  assert.match(status(lab), /Hint: Look at the steepest rate/);
  show(lab, "learning_rate", 0.08);
  show(lab, "epoch", 57);
  assert.match(status(lab), /Met at epoch 57/);
  assert.doesNotMatch(status(lab), /Hint/);
});

test("a met challenge is remembered on the page only, each Lab its own", async () => {
  const memory = new Map();
  const lab = await mount("lab", fullLab(), () => publish("", memory));
  show(lab, "learning_rate", 0.08);
  show(lab, "epoch", 57);
  assert.deepEqual([...memory], [["nnlab:/book/chapters/02_loss.html:lab-descent", '{"met":true}']]);
  assert.match(status(await mount("lab", fullLab(), () => publish("", memory))), /Met on an earlier visit\./);
  assert.doesNotMatch(status(await join("lab", fullLab({ id: "other" }))), /Met/);
  assert.doesNotMatch(status(await mount("lab", fullLab())), /Met/, "in Jupyter");
});

test("a memory that fails or holds nonsense only forgets", async () => {
  const key = "nnlab:/book/chapters/02_loss.html:lab-descent";
  for (const nonsense of ["{", "7", "null", '"met"', '{"met":"<b>"}']) {
    assert.doesNotMatch(status(await mount("lab", fullLab(), () => publish("", new Map([[key, nonsense]])))), /Met/);
  }
  const lab = await mount("lab", fullLab(), () => {
    publish();
    Object.defineProperty(globalThis, "localStorage", { configurable: true, get() { throw new Error("forbidden"); } });
  });
  show(lab, "learning_rate", 0.08);
  show(lab, "epoch", 57);
  assert.match(status(lab), /Met at epoch 57/);
});
