// Python and JavaScript agree on what a Lab and a Question send (see dev/from-python.mjs).
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { test } from "node:test";
import { labNames, like, panelTypes, sentLab, sentQuestion } from "../dev/from-python.mjs";
import { brokenGeometry, mount, nextFrame } from "./helpers.js";

const ladder = (traits, name) => traits.spec.controls.find((control) => control.name === name)?.values ?? [];
const lastEpoch = ({ spec }) => spec.controls.find(({ kind }) => kind === "time")?.last ?? 0;

/** A way through a Lab: every rate and activation at some epochs, and the knobs from end to end. */
function* way(traits) {
  for (const learning_rate of ladder(traits, "learning_rate").slice(0, 2)) {
    for (const activation of ladder(traits, "activation")) {
      for (const epoch of [0, 2, lastEpoch(traits)]) yield { learning_rate, activation, epoch };
    }
  }
  yield { learning_rate: traits.learning_rate, activation: traits.activation, epoch: 2 };
  for (const name of Object.keys(traits.knobs)) {
    for (const value of ladder(traits, name)) yield { knobs: { ...traits.knobs, [name]: value } };
  }
}

/** What a Lab shows on its way, with its tables, its code and a pinned setting. */
async function* shown(traits) {
  const lab = await mount("lab", { ...traits });
  yield lab;
  for (const details of lab.all("details")) {
    details.setAttribute("open", "");
    details.dispatchEvent(new window.Event("toggle"));
  }
  lab.find(".nnlab-actions button")?.dispatchEvent(new window.Event("click"));
  for (const step of way(traits)) {
    Object.entries(step).forEach(([name, value]) => lab.model.change(name, value));
    nextFrame();
    yield lab;
  }
  lab.stop();
}

const problems = (lab) => lab.all(".nnlab-problem").map((node) => node.textContent).filter(Boolean);

for (const name of labNames) {
  test(`Python's Lab “${name}” is drawn at every setting`, async () => {
    for await (const lab of shown(sentLab(name))) {
      assert.ok(lab.find(".nnlab-card"), lab.el.textContent);
      assert.deepEqual(problems(lab), []);
      assert.deepEqual(brokenGeometry(lab.el), []);
      assert.doesNotMatch(lab.el.textContent, /NaN|undefined|Infinity|\[object/);
    }
  });
}

test("every panel of Python's has its module, and every module its panel", () => {
  const files = readdirSync(new URL("../src/panels/", import.meta.url)).map((file) => file.replace(/\.js$/, ""));
  const kebab = (type) => type.replace(/\B[A-Z]/g, (letter) => `-${letter}`).toLowerCase();
  assert.deepEqual(panelTypes.map(kebab).sort(), files.sort());
});

/** Pictures of two Labs are compared without the ids that differ in each. */
const picture = (lab) => lab.el.innerHTML.replace(/nnlab-([a-z]+)-[a-z0-9]+/g, "nnlab-$1");

/** @returns whether a Lab without one of its options shows anything else somewhere on its way */
async function isMissed(name, place, option, pictures) {
  const traits = sentLab(name);
  delete place(traits.spec)[option];
  let at = 0;
  try {
    for await (const lab of shown(traits)) {
      if (picture(lab) !== pictures[at]) return true;
      at += 1;
    }
  } catch {
    return true; // it is read, and without it the Lab cannot go on
  }
  return false;
}

const PLACES = {
  ...Object.fromEntries(
    panelTypes.map((type) => [type, ({ panels }) => panels.filter((panel) => panel.type === type)]),
  ),
  challenge: ({ challenge }) => [challenge].filter(Boolean),
  code: ({ code }) => [code].filter(Boolean),
  control: ({ controls }) => controls,
};

for (const [kind, places] of Object.entries(PLACES)) {
  test(`every option that Python sends in ${kind} is read`, async () => {
    const unread = new Set();
    const read = new Set();
    for (const name of labNames.filter((each) => places(sentLab(each).spec).length)) {
      const pictures = [];
      for await (const lab of shown(sentLab(name))) pictures.push(picture(lab));
      for (const [i, options] of places(sentLab(name).spec).entries()) {
        for (const option of Object.keys(options).filter((each) => !read.has(each))) {
          const missed = await isMissed(name, (spec) => places(spec)[i], option, pictures);
          (missed ? read : unread).add(option);
        }
      }
    }
    assert.deepEqual([...unread].filter((option) => !read.has(option)), []);
  });
}

test("Python's Questions are asked and answered", async () => {
  const answers = { choice: ["It `grows`.", "It shrinks."], number: ["0.1013", "1"] };
  for (const [name, [right, wrong]] of Object.entries(answers)) {
    for (const [answer, words] of [[right, /^Right\../], [wrong, /^Not quite\../]]) {
      const question = await mount("question", { ...sentQuestion(name), answer });
      assert.match(question.find(".nnlab-verdict").textContent, words);
      assert.doesNotMatch(question.el.textContent, /undefined/);
    }
  }
});

test("a fixture with a name or a type that Python never sends is refused", () => {
  assert.throws(
    () => like("Landscape", { by_activation: true }),
    /“by_activation” of “Landscape” is boolean here; Python sends it not at all/,
  );
  assert.throws(() => like("Fit", { x_range: 3 }), /“x_range” of “Fit” is number here; Python sends it as a list/);
  assert.throws(() => like("Hologram"), /Python sends nothing of the kind “Hologram”/);
});
