// The host: mounts the anywidgets saved in a static page, without a kernel.
// It follows the anywidget front-end module contract (https://anywidget.dev/en/afm/). What a kernel would do is left
// out: `send` and `save_changes` do nothing, `experimental.invoke` rejects. One difference from Jupyter: a source is
// imported once for all its widgets, not once for each.
// The modules of this folder reach the page as one classic script (files.py): on file:// no module can import another.
import { comeBack, heldInPlace } from "./keep_place.js";
import { createModel, isPlain } from "./model.js";
import { decode } from "./saved_data.js";

// Calls `make` once for each key and gives the same answer ever after.
function once(make) {
  const made = new Map();
  return (key) => {
    if (!made.has(key)) made.set(key, make(key));
    return made.get(key);
  };
}

const readState = once(() => {
  try {
    const { state } = JSON.parse(self.liveWidgetState);
    if (isPlain(state)) return state;
  } catch {
    // Said below.
  }
  throw new Error("the page's saved state cannot be read");
});

function entryOf(id) {
  const saved = readState();
  if (!Object.hasOwn(saved, id)) throw new Error("its saved state is missing");
  if (!isPlain(saved[id]) || !isPlain(saved[id].state)) throw new Error("its saved state is damaged");
  return saved[id];
}

const modelOf = once(async (id) => createModel(await decode(entryOf(id)), getModel));

const importSource = once((hash) => {
  const sources = self.liveWidgetSources ?? {};
  if (!Object.hasOwn(sources, hash)) throw new Error("its code did not load");
  return import(URL.createObjectURL(new Blob([sources[hash]], { type: "text/javascript" })));
});

const experimental = { invoke: () => Promise.reject(new Error("There is no kernel on this page.")) };
const bare = (reference) => reference.replace(/^(IPY_MODEL_|anywidget:)/, "");
const getModel = async (reference) => (await modelOf(bare(reference))).facade();
const host = {
  getModel,
  async getWidget(reference) {
    const id = bare(reference);
    const { exports } = await bind(id);
    return { exports, render: ({ el, signal }) => show(id, el, signal) };
  },
};

// A model's module, after its `initialize`, which runs once however many views the model has.
const bind = once(async (id) => {
  const module = await importSource(entryOf(id).esm);
  const exported = module.render ? module : module.default;
  if (!exported) throw new Error("its code has no default export");
  const widget = typeof exported === "function" ? await exported() : exported;
  const signal = new AbortController().signal;
  const exports = await widget.initialize?.({ model: (await modelOf(id)).facade(signal), signal, experimental });
  return { widget, exports };
});

async function show(id, el, signal = new AbortController().signal) {
  const { widget } = await bind(id);
  // A task of its own for each view: the page stays responsive while many are mounted.
  await new Promise((done) => setTimeout(done));
  const model = (await modelOf(id)).facade(signal);
  const cleanUp = await heldInPlace(el, () => {
    el.replaceChildren();
    return widget.render?.({ model, el, signal, host, experimental });
  });
  if (typeof cleanUp === "function") signal.addEventListener("abort", cleanUp);
}

// What `jslink` and `jsdlink` do in Jupyter: the source's value first, then every change.
async function connect({ link, state }) {
  const end = async ([reference, name]) => [await getModel(reference), name];
  const [source, target] = [await end(state.source), await end(state.target)];
  let copying = false;
  const copy = ([from, name], [to, other]) => {
    if (copying) return;
    copying = true;
    to.set(other, from.get(name));
    copying = false;
  };
  source[0].on("change:" + source[1], () => copy(source, target));
  if (link === "LinkModel") target[0].on("change:" + target[1], () => copy(target, source));
  copy(source, target);
}

// Models without a view live too: `initialize` runs for each, and links tie them together.
async function start(id) {
  try {
    const entry = entryOf(id);
    await (entry.link ? connect(entry) : bind(id));
  } catch (error) {
    console.error(error);
  }
}

async function mount(el) {
  const life = new AbortController();
  try {
    await show(el.dataset.model, el, life.signal);
    el.dataset.state = "alive";
  } catch (error) {
    life.abort();
    const sentence = document.createElement("p");
    sentence.setAttribute("role", "note");
    sentence.textContent = `This widget could not be shown: ${error?.message ?? error}. The rest of the page works.`;
    el.replaceChildren(sentence);
    el.dataset.state = "broken";
    console.error(error);
  }
  el.removeAttribute("aria-busy");
}

async function mountAll() {
  const views = [...document.querySelectorAll(".live-widget[data-model]")].map(mount);
  try {
    Object.keys(readState()).forEach(start);
  } catch {
    // Every view has said so.
  }
  await Promise.all(views);
  comeBack();
}

// After the first frame: the page's words are seen before its widgets take the processor.
requestAnimationFrame(() => setTimeout(mountAll));
