// Bundles src/ into nnlab/static/: one module and one style sheet for each widget.
import { readdirSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));

const NOTE = `/*! Bundles d3-array, d3-contour, d3-path and d3-shape: copyright 2010-2023 Mike Bostock, ISC licence.
Permission to use, copy, modify, and/or distribute this software for any purpose with or without fee is hereby granted, provided that the above copyright
notice and this permission notice appear in all copies. THE SOFTWARE IS PROVIDED "AS IS" AND THE AUTHOR DISCLAIMS ALL WARRANTIES. */`;

/** The panel registry is the folder listing: a file `loss-curve.js` is the panel type `LossCurve`. */
export const panelRegistry = {
  name: "panel-registry",
  setup(builder) {
    const folder = join(here, "src", "panels");
    builder.onResolve({ filter: /^panels:registry$/ }, () => ({ path: "registry", namespace: "panels" }));
    builder.onLoad({ filter: /.*/, namespace: "panels" }, () => {
      const names = readdirSync(folder).filter((file) => file.endsWith(".js")).sort().map((file) => basename(file, ".js"));
      const imports = names.map((name, i) => `import p${i} from "./${name}.js";`);
      const entries = names.map((name, i) => `${typeOf(name)}: p${i}`);
      return { contents: `${imports.join("\n")}\nexport default { ${entries.join(", ")} };`, resolveDir: folder, watchDirs: [folder] };
    });
  },
};

const typeOf = (file) => file.replace(/(^|-)(\w)/g, (_, dash, letter) => letter.toUpperCase());

export const options = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  format: "esm",
  target: "es2020",
  charset: "utf8",
  legalComments: "none",
  plugins: [panelRegistry],
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const outdir = "../nnlab/static";
  await build({ ...options, entryPoints: ["src/lab.js"], outdir, footer: { js: NOTE } });
  await build({ ...options, entryPoints: ["src/question.js", "src/lab.css", "src/question.css"], outdir });
}
