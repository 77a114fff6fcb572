// Between the reader's state and the widget model's traits. Only what the reader changed is written back:
// a value that came from Python, or from another Lab by jslink, is never answered with a different one.

const OWN_TRAITS = ["learning_rate", "activation", "epoch"];

const traitOf = (name) => (OWN_TRAITS.includes(name) ? name : "knobs");

/** @returns {Record<string, any>} the values that the model holds for these controls */
export function readModel(model, controls) {
  const patch = {};
  for (const { name } of controls) {
    patch[name] = traitOf(name) === "knobs" ? model.get("knobs")?.[name] : model.get(name);
  }
  return patch;
}

/** Writes the named values and saves once. */
export function writeModel(model, state, names) {
  const knobs = {};
  for (const name of names) {
    if (traitOf(name) === "knobs") knobs[name] = state.get(name);
    else model.set(name, state.get(name));
  }
  if (Object.keys(knobs).length) model.set("knobs", { ...model.get("knobs"), ...knobs });
  if (names.size) model.save_changes();
}

/** Calls `changed` with the model's values whenever a trait changes; one listener a trait. */
export function listenToModel(model, controls, changed, signal) {
  const listener = () => changed(readModel(model, controls));
  for (const trait of new Set(controls.map(({ name }) => traitOf(name)))) {
    model.on(`change:${trait}`, listener);
    signal.addEventListener("abort", () => model.off(`change:${trait}`, listener));
  }
}
