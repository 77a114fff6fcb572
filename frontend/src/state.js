// Everything that the reader can change, declared once by spec.controls. Controls, readout, traits and the address of
// the page all derive from here. Values are kept by value; whatever comes in is snapped to what exists.

/**
 * @typedef {{name: string, label: string, kind: "ladder" | "choice" | "time", values?: any[], texts?: string[],
 *   last?: number}} Control
 */

/** @returns {any} the nearest value that the control has, or undefined when there is none */
export function snap(control, value) {
  if (control.kind === "time") return snapEpoch(control, value);
  if (control.values.includes(value)) return value;
  if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
  const numbers = control.values.filter((candidate) => typeof candidate === "number");
  const logarithmic = value > 0 && numbers.every((candidate) => candidate > 0);
  const distance = (candidate) => Math.abs(logarithmic ? Math.log(candidate / value) : candidate - value);
  return numbers.reduce(
    (best, candidate) => (best === undefined || distance(candidate) < distance(best) ? candidate : best), undefined,
  );
}

function snapEpoch(control, value) {
  if (typeof value !== "number" || Number.isNaN(value)) return undefined;
  return Math.round(Math.min(control.last, Math.max(0, value)));
}

/** Controls that cannot be used raise a sentence, which the Lab shows in its place. */
export function checkControls(controls) {
  if (!Array.isArray(controls) || !controls.length) throw new Error("This Lab has no controls.");
  for (const control of controls) {
    const usable =
      control.kind === "time" ? Number.isInteger(control.last) && control.last >= 0 : control.values?.length > 0;
    if (!usable) throw new Error(`The control “${control.name}” has no values.`);
  }
  return controls;
}

/** @param {Control[]} controls */
export function createState(controls) {
  const byName = new Map(controls.map((control) => [control.name, control]));
  const values = new Map(
    controls.map((control) => [control.name, control.kind === "time" ? control.last : control.values[0]]),
  );

  return {
    controls,
    control: (name) => byName.get(name),
    get: (name) => values.get(name),
    index: (name) => byName.get(name)?.values?.indexOf(values.get(name)) ?? 0,

    /** All values but the epoch, by name. */
    setting: () => Object.fromEntries([...values].filter(([name]) => byName.get(name).kind !== "time")),

    /** Takes what fits of `patch` and leaves the rest. @returns {string[]} the names that changed */
    set(patch) {
      return Object.keys(patch).filter((name) => {
        const value = byName.has(name) ? snap(byName.get(name), patch[name]) : undefined;
        if (value === undefined || Object.is(value, values.get(name))) return false;
        values.set(name, value);
        return true;
      });
    },
  };
}

/** @returns {string} a control's value as the reader sees it */
export function valueText(control, value, format) {
  const position = control.values?.indexOf(value) ?? -1;
  return control.texts?.[position] ?? format(value);
}
