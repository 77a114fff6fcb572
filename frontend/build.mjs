// Bundles src/: one module and one style sheet for each widget into nnlab/static/, the reader's progress into the
// book's assets/static/.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const WIDGETS = join(here, "..", "nnlab", "static");
const BOOK = join(here, "..", "assets", "static");

const NOTE = `/*! Bundles d3-array, d3-contour, d3-path and d3-shape: copyright 2010-2023 Mike Bostock, ISC licence.
Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby
granted, provided that the above copyright notice and this permission notice appear in all copies. THE SOFTWARE IS
PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES WITH REGARD TO THIS SOFTWARE INCLUDING ALL IMPLIED
WARRANTIES OF MERCHANTABILITY AND FITNESS. IN NO EVENT SHALL THE AUTHOR BE LIABLE FOR ANY SPECIAL, DIRECT, INDIRECT,
OR CONSEQUENTIAL DAMAGES OR ANY DAMAGES WHATSOEVER RESULTING FROM LOSS OF USE, DATA OR PROFITS, WHETHER IN AN ACTION
OF CONTRACT, NEGLIGENCE OR OTHER TORTIOUS ACTION, ARISING OUT OF OR IN CONNECTION WITH THE USE OR PERFORMANCE OF THIS
SOFTWARE. */`;

/** The panel registry is the folder listing: a file `loss-curve.js` is the panel type `LossCurve`. */
export const panelRegistry = {
  name: "panel-registry",
  setup(builder) {
    const folder = join(here, "src", "panels");
    builder.onResolve({ filter: /^panels:registry$/ }, () => ({ path: "registry", namespace: "panels" }));
    builder.onLoad({ filter: /.*/, namespace: "panels" }, () => {
      const names = readdirSync(folder)
        .filter((file) => file.endsWith(".js"))
        .sort()
        .map((file) => basename(file, ".js"));
      const imports = names.map((name, i) => `import p${i} from "./${name}.js";`);
      const entries = names.map((name, i) => `${typeOf(name)}: p${i}`);
      return {
        contents: `${imports.join("\n")}\nexport default { ${entries.join(", ")} };`, resolveDir: folder,
        watchDirs: [folder],
      };
    });
  },
};

const typeOf = (file) => file.replace(/(^|-)(\w)/g, (_, dash, letter) => letter.toUpperCase());

export const options = {
  absWorkingDir: here,
  bundle: true,
  minify: !process.env.PLAIN,
  format: "esm",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  plugins: [panelRegistry],
};

async function bundle(widgets, book) {
  await build({ ...options, entryPoints: ["src/lab.js"], outdir: widgets, footer: { js: NOTE } });
  await build({ ...options, entryPoints: ["src/question.js", "src/lab.css", "src/question.css"], outdir: widgets });
  await build({ ...options, format: "iife", entryPoints: ["src/progress.js", "src/progress.css"], outdir: book });
}

/** @returns {Promise<string[]>} the files whose bundle is not that of the source */
async function stale() {
  const fresh = mkdtempSync(join(tmpdir(), "nnlab-"));
  const folders = [[join(fresh, "widgets"), WIDGETS], [join(fresh, "book"), BOOK]];
  await bundle(...folders.map(([folder]) => folder));
  const differs = (made, kept) => !existsSync(kept) || !readFileSync(made).equals(readFileSync(kept));
  const names = folders.flatMap(([folder, kept]) =>
    readdirSync(folder).filter((name) => differs(join(folder, name), join(kept, name))),
  );
  rmSync(fresh, { recursive: true });
  return names;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  if (!process.argv.includes("--check")) await bundle(WIDGETS, BOOK);
  else {
    const names = await stale();
    if (names.length) {
      console.error(`The bundles do not match frontend/src/: ${names.join(", ")}. Run: python run.py bundle`);
      process.exitCode = 1;
    }
  }
}
