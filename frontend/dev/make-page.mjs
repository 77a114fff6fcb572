// Writes dev/out/*.html: each Lab alone on a page, with the bundle inlined, to be opened from the disk. Files of traits
// named on the command line (JSON, arrays in base64) become pages too: `node dev/make-page.mjs depth.json` writes
// dev/out/depth.html.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { labNames, like, sentLab } from "./from-python.mjs";
import { fullLab, parabolaLab, sweepLab, tableLab } from "./data.mjs";
import { forecastLab, panelsLab, unitsLab } from "./panel-data.mjs";

const at = (path) => new URL(path, import.meta.url);
const staticFile = (name) => readFileSync(at(`../../nnlab/static/${name}`), "utf8");

const prompt = "You double the learning rate from `0.05` to `0.1`. What happens to the loss after _12 epochs_?";
const choices = [
  like("answer", {
    text: "It is halved, since every step is twice as long.", right: false,
    reason: "Steps are longer, but a longer step along the steep direction overshoots the valley.",
  }),
  like("answer", {
    text: "It is larger: `w` jumps from side to side of the valley.", right: true,
    reason: "At `0.1`, just under the limit `2/19.74 = 0.1013`, each step lands almost as far on the other side.",
  }),
  like("answer", {
    text: "Nothing changes.", right: false,
    reason: "The loss after 12 epochs depends on the rate as soon as the rate is not 0.",
  }),
];
const choice = like("question", { spec: like("choice question", { prompt, choices }) });
const number = like("question", { spec: like("number question", {}) });

const pages = {
  sweep: [["lab", sweepLab()]],
  knobs: [["lab", sweepLab({ validation: true, knob: true, id: "lab-knobs" })]],
  full: [["lab", fullLab({ validation: true, knob: true, id: "full" })]],
  two: [
    ["lab", fullLab({ id: "one" })], ["lab", fullLab({ id: "two", epochs: 100 })], ["question", choice],
    ["question", number],
  ],
  twelve: Array.from({ length: 12 }, (_, i) => ["lab", fullLab({ id: `lab-${i}` })]),
  long: [["lab", fullLab({ epochs: 10000, rates: [0.001, 0.01, 0.1, 0.3], validation: true, id: "long" })]],
  many: [["lab", fullLab({ points: 5000, id: "many" })]],
  table: [["lab", tableLab()]],
  parabola: [["lab", parabolaLab()]],
  panels: [["lab", panelsLab()], ["lab", forecastLab()], ["lab", unitsLab()]],
  python: labNames.map((name) => ["lab", sentLab(name)]),
  questions: [
    ["question", choice], ["question", number], ["question", { ...choice, answer: choice.spec.choices[0].text }],
    ["question", { ...number, answer: "0.1" }],
  ],
};

const packed = (traits) => ({
  ...traits,
  arrays:
    traits.arrays &&
    Object.fromEntries(
      Object.entries(traits.arrays).map(([name, view]) => [
        name,
        typeof view === "string" ? view : Buffer.from(view.buffer, view.byteOffset, view.byteLength).toString("base64"),
      ]),
    ),
});

function page(widgets) {
  const models = JSON.stringify(widgets.map(([kind, traits]) => [kind, packed(traits)]));
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>Lab</title>
<meta name="viewport" content="width=device-width,initial-scale=1">
<style>
body { margin: 0; padding: 8px; font: 16px/1.5 system-ui, sans-serif }
html[data-theme=dark] body { background: #121519; color: #eee }
main { max-width: 1240px; margin: auto }
${staticFile("lab.css")}${staticFile("question.css")}
</style>
<main>${widgets.map((_, i) => `<div id="w${i}"></div>`).join("")}</main>
<script type="text/plain" id="lab">${staticFile("lab.js")}</script>
<script type="text/plain" id="question">${staticFile("question.js")}</script>
<script type="application/json" id="models">${models.replaceAll("<", "\\u003c")}</script>
<script type="module">
const theme = new URLSearchParams(location.search).get("theme");
if (theme) document.documentElement.dataset.theme = theme;
const codeOf = (id) => new Blob([document.getElementById(id).textContent], { type: "text/javascript" });
const load = (id) => import(URL.createObjectURL(codeOf(id)));
const unpack = (text) => new DataView(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);
class Model extends EventTarget {
  constructor(traits) { super(); this.traits = traits; this.listeners = {}; }
  get(name) { return this.traits[name]; }
  set(name, value) { this.traits[name] = value; (this.listeners["change:" + name] ?? []).forEach((f) => f()); }
  save_changes() {}
  send(message) { window.sent.push(message); }
  receive(message) { (this.listeners["msg:custom"] ?? []).forEach((f) => f(message)); }
  on(name, f) { (this.listeners[name] ??= []).push(f); }
  off(name, f) { this.listeners[name] = this.listeners[name].filter((g) => g !== f); }
}
// As on the published page (?home=page), or as in Jupyter with a kernel that listens.
const page = new URLSearchParams(location.search).get("home") !== "jupyter";
for (const node of page ? document.querySelectorAll("main > div") : []) node.className = "live-widget";
window.models = []; window.sent = [];
for (const [i, [kind, traits]] of JSON.parse(document.getElementById("models").textContent).entries()) {
  if (traits.arrays) for (const name in traits.arrays) traits.arrays[name] = unpack(traits.arrays[name]);
  const model = new Model(traits); models.push(model);
  (await load(kind)).default.render({ model, el: document.getElementById("w" + i) });
}
document.documentElement.dataset.ready = "";
</script>`;
}

for (const file of process.argv.slice(2))
  pages[basename(file, ".json")] = [["lab", JSON.parse(readFileSync(file, "utf8"))]];
mkdirSync(at("out/"), { recursive: true });
for (const [name, widgets] of Object.entries(pages)) writeFileSync(at(`out/${name}.html`), page(widgets));
