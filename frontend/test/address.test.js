import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { fullLab } from "../dev/data.mjs";
import { like } from "../dev/from-python.mjs";
import { keyOf, momentText, readMoment, withPart } from "../src/address.js";
import { answersHidden, hiddenControls } from "../src/switches.js";
import { click, enter, join, mount, nextFrame, publish } from "./helpers.js";

const controls = [
  like("ladder", { name: "learning_rate", values: [0.001, 0.03, 1] }),
  like("choice", { name: "activation", values: ["linear", "relu"] }),
  like("choice", { name: "batch size", values: [1, 8] }),
  like("time", { last: 100 }),
];
const values = { learning_rate: 0.03, activation: "relu", "batch size": 8, epoch: 12 };
const MOMENT = "lab-a:lr=0.03,act=relu,batch%20size=8,epoch=12,pin=1:linear:8";

test("a moment survives the way into the address and back", () => {
  const pin = { learning_rate: 1, activation: "linear", "batch size": 8 };
  assert.equal(momentText("lab-a", controls, (name) => values[name], pin), MOMENT);
  assert.deepEqual(readMoment(`#top&${MOMENT}&x=1`, "lab-a", controls), { patch: values, pin });
});

test("ids that begin with lab- are not doubled, strange ones are escaped", () => {
  assert.deepEqual(["descent", "lab-descent", "a b&c:d"].map(keyOf), [
    "lab-descent", "lab-descent", "lab-a%20b%26c%3Ad",
  ]);
});

test("what is unknown or hostile is ignored, field by field", () => {
  const read = (fields) => readMoment(`#lab-a:${fields}`, "lab-a", controls);
  for (const fields of [
    "lr=0.02", "lr=", "lr=NaN", "lr=1e999", "act=<img src=x onerror=alert(1)>", "act=__proto__", "epoch=-1",
    "epoch=1.5", "epoch=101", "epoch=1e2", "epoch=0x10", "constructor=1", "act=%E0%A4%A", "", ",,=,", "batch size=9",
    "lr",
  ]) {
    assert.deepEqual(read(fields), { patch: {}, pin: null }, fields);
  }
  for (const pin of ["1:linear", "1:linear:8:9", "2:linear:8", "::", "1:%:8"])
    assert.equal(read(`pin=${pin}`).pin, null, pin);
  assert.deepEqual(read("lr=0.0300,epoch=007,act=relu").patch, { learning_rate: 0.03, epoch: 7, activation: "relu" });
  assert.equal(readMoment(`#${"&".repeat(5000)}lab-a:lr=1`, "lab-a", controls), null, "absurdly long");
  assert.equal(readMoment("#lab-ab:lr=1", "lab-a", controls), null, "another Lab's");
});

test("a Lab changes only its own part", () => {
  assert.equal(withPart("#anchor", "lab-a", "lab-a:lr=1"), "#anchor&lab-a:lr=1");
  assert.equal(withPart("#lab-b:lr=1&lab-a:lr=2&hide=lr", "lab-a", "lab-a:lr=3"), "#lab-b:lr=1&lab-a:lr=3&hide=lr");
});

test("teacher's switches", () => {
  assert.deepEqual([...hiddenControls("#hide=lr|batch%20size")], ["lr", "batch size"]);
  assert.deepEqual(
    [answersHidden("#answers=hidden"), answersHidden("#answers=shown"), answersHidden("#answers")],
    [true, false, false],
  );
  hiddenControls("#hide=%E0%A4%A");
});

const sentence = ({ find }) => find(".nnlab-sentence").textContent.replaceAll("\u00a0", " ");
const slider = ({ find }, name) => find(`[data-control="${name}"] input`);

test("a link leads to its moment, and following it writes nothing", async () => {
  let address;
  const lab = await mount("lab", fullLab(), () => {
    address = publish("#lab-descent:lr=0.05,act=tanh,epoch=100,pin=0.3:linear");
  });
  nextFrame();
  assert.match(sentence(lab), /^Epoch 100, learning rate 0\.05, tanh: .* Pinned 0\.3, linear: diverged\.$/);
  assert.equal(lab.model.get("epoch"), 100, "Labs that are linked follow");
  address.go("#lab-descent:epoch=7");
  nextFrame();
  assert.match(sentence(lab), /^Epoch 7, learning rate 0\.05, tanh/);
  address.go("#some-heading");
  nextFrame();
  assert.match(sentence(lab), /^Epoch 7,/, "an ordinary anchor moves nothing");
  assert.deepEqual(address.writes, []);
  lab.stop();
});

test("the address follows the reader at most every 500 ms, each Lab in its own part", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let address;
  const one = await mount("lab", fullLab({ id: "one" }), () => { address = publish("#heading"); });
  const two = await join("lab", fullLab({ id: "two", epochs: 100 }));
  one.model.change("epoch", 20);
  nextFrame();
  mock.timers.tick(1000);
  assert.deepEqual(address.writes, [], "Python moved it, not the reader");
  for (let i = 0; i < 50; i += 1) {
    enter(slider(one, "epoch"), i);
    enter(slider(two, "epoch"), 2 * i);
    mock.timers.tick(20);
  }
  mock.timers.tick(600);
  assert.ok(address.writes.length <= 3, `${address.writes.length} writes in 1.6 s`);
  assert.equal(address.hash, "#heading&lab-one:lr=0.03,act=linear,epoch=49&lab-two:lr=0.03,act=linear,epoch=98");
  mock.timers.reset();
  one.stop();
  two.stop();
});

test("in Jupyter the address is not touched", async () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  let address;
  await mount("lab", fullLab(), () => { address = publish("#lab-descent:epoch=7"); });
  const lab = await join("lab", fullLab(), false);
  assert.match(sentence(lab), /^Epoch 12,/);
  enter(slider(lab, "epoch"), 30);
  mock.timers.tick(1000);
  assert.deepEqual(address.writes, []);
  assert.ok(!/link/i.test(lab.find(".nnlab-extras").textContent));
  mock.timers.reset();
});

test("a control can be hidden by a teacher's link, and comes back", async () => {
  let address;
  const lab = await mount("lab", fullLab(), () => {
    address = publish("#hide=lr|epoch");
  });
  const hidden = () =>
    lab
      .all("[data-control]")
      .filter((node) => node.hidden)
      .map((node) => node.getAttribute("data-control"));
  assert.deepEqual(hidden(), ["learning_rate", "epoch"]);
  address.go("#heading");
  assert.deepEqual(hidden(), ["learning_rate", "epoch"], "an ordinary anchor undoes no switch");
  address.go("#hide=activation");
  assert.deepEqual(hidden(), ["activation"]);
});

test("the link to a moment holds this Lab first, the others and the switches, and no anchor", async () => {
  const copied = [];
  Object.defineProperty(globalThis, "navigator", {
    configurable: true, value: { clipboard: { writeText: async (words) => copied.push(words) } },
  });
  const lab = await mount("lab", fullLab(), () => publish("#heading&lab-b:epoch=1&hide=lr"));
  click(lab.all(".nnlab-quiet").find((node) => /Copy link/.test(node.textContent)));
  await new Promise((done) => setTimeout(done));
  assert.deepEqual(copied, [
    "https://course.org/book/chapters/02_loss.html#lab-descent:lr=0.03,act=linear,epoch=12&lab-b:epoch=1&hide=lr",
  ]);
  assert.equal(lab.find(".nnlab-said").textContent, "Link copied.");
  lab.stop();
});
