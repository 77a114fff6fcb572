import assert from "node:assert/strict";
import { test } from "node:test";
import { build } from "esbuild";
import { options } from "../build.mjs";

/** @returns {string[][]} the circles in a graph of imports, each from its first module back to itself */
function circlesIn(inputs) {
  const circles = [];
  const done = new Set();
  const visit = (path, way) => {
    if (way.includes(path)) circles.push([...way.slice(way.indexOf(path)), path]);
    if (done.has(path) || way.includes(path)) return;
    inputs[path].imports.forEach((imported) => visit(imported.path, [...way, path]));
    done.add(path);
  };
  Object.keys(inputs).forEach((path) => visit(path, []));
  return circles;
}

test("no module imports itself by way of others, the list of panels included", async () => {
  const entryPoints = ["src/lab.js", "src/question.js", "src/progress.js"];
  const { metafile } = await build({ ...options, entryPoints, outdir: "out", write: false, metafile: true });
  assert.ok(Object.keys(metafile.inputs).length > 50);
  assert.deepEqual(circlesIn(metafile.inputs), []);
});
