// Saved traits in which one thing, somewhere, is another: a Lab or a Question lives or says a plain sentence, whatever
// it is.
import assert from "node:assert/strict";
import { test } from "node:test";
import { fullLab, parabolaLab, sweepLab, tableLab } from "../dev/data.mjs";
import { labNames, sentLab, sentQuestion } from "../dev/from-python.mjs";
import { forecastLab, panelsLab, unitsLab } from "../dev/panel-data.mjs";
import { click, enter, mount, nextFrame } from "./helpers.js";

const EVIL = [
  "<img src=x onerror=boom()>", "</script><script>boom()</script>", "javascript:boom()", "__proto__", "constructor",
];
const ODD = [
  null, true, -1, 0, 1e308, 2 ** 53, "", "x".repeat(5000), [], {}, [[]], JSON.parse('{"__proto__": {"taken": 1}}'),
  ...EVIL,
];
const QUESTIONS = [
  () => ({ ...sentQuestion("choice"), answer: "It shrinks." }),
  () => ({ ...sentQuestion("number"), answer: "2" }),
];
const LABS = [
  () => sweepLab({ epochs: 20 }), () => fullLab({ epochs: 20 }), parabolaLab, tableLab, panelsLab, forecastLab,
  unitsLab,
  ...labNames.map((name) => () => sentLab(name)),
];
const NOT_PLAIN = /Cannot |is not a|iterable|of undefined|of null|Invalid |invalid /;

/** Numbers that look like chance and are the same in every run (Park and Miller). */
function chanceFrom(seed) {
  let state = seed;
  return (below) => {
    state = (state * 48271) % 2147483647;
    return state % below;
  };
}

const isInside = (value) => value !== null && typeof value === "object" && !ArrayBuffer.isView(value);
const ways = (value, way = []) =>
  isInside(value) ? Object.keys(value).flatMap((key) => [[...way, key], ...ways(value[key], [...way, key])]) : [];

function damage(traits, chance) {
  const all = ways(traits).filter(
    ([first, ...rest]) =>
      first !== "kernel" &&
      (first !== "arrays" || rest.length) &&
      (first !== "spec" || rest.length || chance(50) === 0),
  );
  const way = all[chance(all.length)];
  const last = way.pop();
  const place = way.reduce((at, key) => at[key], traits);
  const old = place[last];
  if (ArrayBuffer.isView(old))
    place[last] = [
      undefined, new DataView(new ArrayBuffer(0)), new DataView(old.buffer.slice(0, old.byteLength >> 1)), 5, null,
    ][chance(5)];
  else if (chance(7) === 0) delete place[last];
  else place[last] = ODD[chance(ODD.length)];
  return [...way, last].join(".");
}

function check(widget, where) {
  const said = widget.el.textContent;
  assert.ok(said.trim(), where);
  assert.ok(
    !NOT_PLAIN.test(said),
    `${where}: ${said.match(/.{0,60}(Cannot |is not a|iterable|of undefined|of null|[Ii]nvalid ).*/)?.[0]}`,
  );
  assert.equal(widget.all("img, script, iframe").length, 0, where);
  assert.equal({}.taken, undefined, where);
}

for (const [name, makers, count, act] of [
  [
    "Lab", LABS, 256,
    (widget) => {
      widget.all("input[type=range]").forEach((input) => enter(input, 3));
      widget.all(".nnlab-actions button, .nnlab-transport button").forEach(click);
      nextFrame();
      nextFrame();
    },
  ],
  [
    "Question", QUESTIONS, 60,
    (widget) => widget.find("form")?.dispatchEvent(new window.Event("submit", { cancelable: true })),
  ],
]) {
  test(`a damaged ${name} lives or says a plain sentence`, async () => {
    const chance = chanceFrom(7);
    for (let number = 0; number < count; number += 1) {
      const traits = structuredClone(makers[number % makers.length]());
      const where = `${number}: ${damage(traits, chance)}`;
      const kind = name.toLowerCase();
      const widget = await mount(kind, traits).catch((error) => assert.fail(`${where}: ${error.stack}`));
      check(widget, where);
      try {
        act(widget);
      } catch (error) {
        assert.fail(`${where}, when used: ${error.stack}`);
      }
      check(widget, where);
      widget.stop();
    }
  });
}
