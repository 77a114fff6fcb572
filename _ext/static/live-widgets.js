// The host: mounts the anywidgets saved in a static page, without a kernel.
// It follows the anywidget front-end module contract (https://anywidget.dev/en/afm/). What a kernel would do is left
// out: `send` and `save_changes` do nothing, `experimental.invoke` rejects. One difference from Jupyter: a source is
// imported once for all its widgets, not once for each.
(() => {
  "use strict";
  // Jupyter Book may load a script twice.
  if (self.liveWidgetHost) return;
  self.liveWidgetHost = true;

  // Trait values are the same when nothing that a reader of them could see differs. Binary data: the same object.
  function same(a, b) {
    if (Object.is(a, b)) return true;
    if (!isPlain(a) || !isPlain(b) || Array.isArray(a) !== Array.isArray(b)) return false;
    const keys = Object.keys(a);
    return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
  }

  function isPlain(value) {
    return Array.isArray(value) || Object.prototype.toString.call(value) === "[object Object]";
  }

  function createModel(traits) {
    const values = new Map(Object.entries(traits));
    let listeners = [];
    const emit = (event, ...details) => {
      for (const listener of listeners.filter((each) => each.event === event)) {
        try {
          listener.callback(...details);
        } catch (error) {
          console.error(error);
        }
      }
    };
    const get = (name) => values.get(name);
    const set = (name, value) => {
      const wanted = Object.entries(typeof name === "object" ? name : { [name]: value });
      const changed = wanted.filter(([key, next]) => !same(values.get(key), next));
      for (const [key, next] of changed) values.set(key, next);
      for (const [key, next] of changed) emit("change:" + key, facade(), next);
      if (changed.length) emit("change", facade());
    };
    // Each `initialize` and `render` holds a facade of its own, so that `off` and `signal` reach only its listeners.
    const facade = (signal) => {
      const owner = {};
      const on = (events, callback) => {
        for (const event of events.split(/\s+/)) listeners.push({ event, callback, owner });
      };
      const off = (events, callback) => {
        const names = events?.split(/\s+/);
        listeners = listeners.filter(
          (each) =>
            each.owner !== owner || (names && !names.includes(each.event)) || (callback && each.callback !== callback),
        );
      };
      signal?.addEventListener("abort", () => off());
      return { get, set, on, off, save_changes() {}, send() {}, widget_manager: { get_model: getModel } };
    };
    return { facade };
  }

  // Undoes `pack` in widget_state.py: base64, deflate, and the bytes sorted by their place within a number.
  async function unpack({ data, planes }) {
    const text = atob(data);
    const packed = new Uint8Array(text.length);
    for (let i = 0; i < text.length; i += 1) packed[i] = text.charCodeAt(i);
    const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
    const sorted = new Uint8Array(await new Response(stream).arrayBuffer());
    const step = sorted.length / planes;
    if (![1, 2, 4, 8].includes(planes) || !Number.isInteger(step)) throw new RangeError("no such planes");
    return new DataView(sorted.map((_, i) => sorted[(i % planes) * step + Math.floor(i / planes)]).buffer);
  }

  // Puts the saved buffers back where they were taken from, as the DataViews that Jupyter gives a widget.
  async function decode({ state, buffers = [] }) {
    try {
      for (const buffer of buffers) {
        // Own properties only: no path leads out of the state.
        const way = buffer.path.slice(0, -1);
        const place = way.reduce((at, key) => (Object.hasOwn(at, key) ? at[key] : null), state);
        place[buffer.path.at(-1)] = await unpack(buffer);
      }
      return state;
    } catch {
      throw new Error("its saved data is incomplete");
    }
  }

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

  const modelOf = once(async (id) => createModel(await decode(entryOf(id))));

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

  // What grows above the window pushes down what the reader looks at, unless the browser holds it (Safari does not, and
  // others not always).
  function heldInPlace(el, act) {
    const bottom = (node) => node.getBoundingClientRect().bottom;
    const above = scrollY > 0 && bottom(el) < innerHeight / 4;
    const seen = above && document.elementFromPoint(innerWidth / 2, innerHeight / 2);
    const before = seen && bottom(seen);
    const done = act();
    if (seen && bottom(seen) !== before) scrollBy({ top: bottom(seen) - before, behavior: "instant" });
    return done;
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

  // A reload leads back to the heading that the reader was at. Browsers go by the distance from the top, some of them more
  // than once, and that is another one while widgets are still to come.
  const PLACE = "place in " + location.pathname;
  const ACTS = ["wheel", "touchstart", "pointerdown", "keydown"];
  const comesBack = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
  const stays = new AbortController();
  for (const act of ACTS) addEventListener(act, () => stays.abort(), { passive: true, signal: stays.signal });
  const top = (node) => node.getBoundingClientRect().top;

  addEventListener("pagehide", () => {
    const last = [...document.querySelectorAll("section[id]")].findLast((each) => top(each) < innerHeight / 2);
    const place = last ? { id: last.id, height: top(last) } : null;
    // A browser that keeps nothing for a page says so by an error.
    try {
      sessionStorage.setItem(PLACE, JSON.stringify(place));
    } catch {}
  });

  function comeBack() {
    try {
      const { id, height } = JSON.parse(sessionStorage.getItem(PLACE));
      const section = document.getElementById(id);
      if (!stays.signal.aborted) scrollBy({ top: top(section) - height, behavior: "instant" });
    } catch {
      // Nothing is kept, or that heading is gone.
    }
  }

  async function mountAll() {
    const views = [...document.querySelectorAll(".live-widget[data-model]")].map(mount);
    try {
      Object.keys(readState()).forEach(start);
    } catch {
      // Every view has said so.
    }
    await Promise.all(views);
    if (comesBack) comeBack();
  }

  // After the first frame: the page's words are seen before its widgets take the processor.
  requestAnimationFrame(() => setTimeout(mountAll));
})();
