// One model of a widget: its traits, and who listens to them.

// Trait values are the same when nothing that a reader of them could see differs. Binary data: the same object.
function same(a, b) {
  if (Object.is(a, b)) return true;
  if (!isPlain(a) || !isPlain(b) || Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return keys.length === Object.keys(b).length && keys.every((key) => Object.hasOwn(b, key) && same(a[key], b[key]));
}

export function isPlain(value) {
  return Array.isArray(value) || Object.prototype.toString.call(value) === "[object Object]";
}

// getModel: how a widget that asks its manager for another model gets it.
export function createModel(traits, getModel) {
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
