import assert from "node:assert/strict";
import { fileURLToPath } from "node:url";
import { test } from "node:test";
import { build } from "esbuild";
import { options } from "../build.mjs";
import { click, page, publish } from "./helpers.js";

const bundle = build({
  ...options,
  format: "iife", entryPoints: [fileURLToPath(new URL("../src/progress.js", import.meta.url))], write: false,
});

/** Opens a page of the book as a browser does: the script is loaded (twice, as Jupyter Book may do). */
async function openPage(path, body, memory = new Map(), hash = "") {
  const document = page();
  document.body.innerHTML = body;
  publish(hash, memory).pathname = path;
  globalThis.localStorage = new Proxy(globalThis.localStorage, {
    ownKeys: () => [...memory.keys()],
    getOwnPropertyDescriptor: (_, key) => ({ value: memory.get(key), enumerable: true, configurable: true }),
    get: (target, key) => target[key] ?? memory.get(key),
  });
  globalThis.self = {};
  globalThis.matchMedia = () => ({ addEventListener() {} });
  for (const link of document.querySelectorAll("a"))
    Object.defineProperty(link, "pathname", { value: `/book/${link.getAttribute("href")}` });
  Object.defineProperty(document, "currentScript", {
    value: { src: "https://course.org/book/_static/progress.js?v=1" },
  });
  const [{ text }] = (await bundle).outputFiles;
  new Function(text)();
  new Function(text)();
  return document;
}

const LIST = `<article><div class="toctree-wrapper"><ul>
  <li><a href="chapters/01_a.html">1. A</a></li>
  <li><a href="chapters/02_b.html">2. B</a></li>
  <li><a href="references.html">R</a></li>
</ul></div></article>`;

test("a chapter can be marked as finished, and is so after a reload", async () => {
  const memory = new Map();
  const document = await openPage("/book/chapters/02_b.html", "<article></article>", memory);
  const [box, ...more] = document.querySelectorAll(".nnlab-finish input");
  assert.deepEqual(more, [], "once, though the script is loaded twice");
  assert.equal(box.closest("label").textContent.trim(), "Mark this chapter as finished");
  box.checked = true;
  box.dispatchEvent(new window.Event("change"));
  assert.deepEqual([...memory], [["nnlab:/book/chapters/02_b.html:finished", '{"finished":true}']]);
  const again = await openPage("/book/chapters/02_b.html", "<article></article>", memory);
  assert.equal(again.querySelector(".nnlab-finish input").checked, true);
});

test("other pages have no box", async () => {
  assert.equal((await openPage("/book/references.html", "<article></article>")).querySelector(".nnlab-finish"), null);
});

test("the list of chapters says in words what is done, and all of it can be forgotten and brought back", async () => {
  const memory = new Map([
    ["nnlab:/book/chapters/02_b.html:finished", '{"finished":true}'],
    ["nnlab:/book/chapters/02_b.html:q-1", '{"answer":"x"}'], ["nnlab:/book/chapters/02_b.html:q-2", '{"answer":"y"}'],
    ["nnlab:/book/chapters/02_b.html:lab", '{"met":true}'], ["nnlab:/book/chapters/01_a.html:q", "{"],
    ["nnlab:/other/chapters/02_b.html:q", '{"answer":"x"}'], ["theme", "dark"],
  ]);
  const document = await openPage("/book/index.html", LIST, memory);
  const items = () => [...document.querySelectorAll("li")].map((item) => item.textContent.trim());
  assert.deepEqual(items(), ["1. A", "2. B ✓ finished, 2 questions answered, 1 challenge met", "R"]);
  const button = document.querySelector(".nnlab-reset button");
  click(button);
  assert.deepEqual(items(), ["1. A", "2. B", "R"]);
  assert.deepEqual([...memory.keys()], ["nnlab:/other/chapters/02_b.html:q", "theme"], "nothing but this book's");
  assert.equal(button.textContent, "Undo");
  click(button);
  assert.equal(memory.size, 7);
  assert.match(items()[1], /finished/);
});

test("with nothing to forget there is no button", async () => {
  const document = await openPage("/book/index.html", LIST);
  assert.equal(document.querySelector(".nnlab-reset button").hidden, true);
});
