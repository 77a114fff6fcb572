// The stored results: raw little-endian bytes in, typed arrays out, and the run of one setting looked up without
// copying. Bytes are decoded when first asked for. Bytes that do not fit their stated shape raise a DataError, a
// sentence for the reader.

export class DataError extends Error {}

const READERS = {
  float32: { bytes: 4, read: (buffer) => new Float32Array(buffer) },
  int32: { bytes: 4, read: (buffer) => new Int32Array(buffer) },
  int16: { bytes: 2, read: (buffer) => new Int16Array(buffer) },
  int8: { bytes: 1, read: (buffer) => new Int8Array(buffer) },
  float16: { bytes: 2, read: (buffer) => Float32Array.from(new Uint16Array(buffer), halfToNumber) },
};

/** @returns {number} the value of an IEEE 754 half-precision number given as its 16 bits */
export function halfToNumber(bits) {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 31;
  const fraction = bits & 1023;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? NaN : sign * Infinity;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

const product = (numbers) => numbers.reduce((a, b) => a * b, 1);

/**
 * @param {string} name the array's name, for the message
 * @param {{dtype: string, shape: number[]}} description
 * @param {DataView | undefined} view
 * @returns {Float32Array | Int32Array | Int16Array | Int8Array}
 */
export function decode(name, description, view) {
  const reader = READERS[description?.dtype];
  if (!reader || !Array.isArray(description.shape)) throw new DataError(`The array “${name}” is not described.`);
  if (!view || view.byteLength === undefined) throw new DataError(`The array “${name}” is missing.`);
  const expected = product(description.shape) * reader.bytes;
  if (view.byteLength !== expected) {
    throw new DataError(`The array “${name}” is damaged: ${view.byteLength} bytes instead of ${expected}.`);
  }
  return reader.read(view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength));
}

/**
 * @param {import("./types").Spec} spec
 * @param {Record<string, DataView>} views
 * @param {import("./types").Control[]} controls
 * @returns {import("./types").Data}
 */
export function createData(spec, views, controls) {
  const decoded = new Map();
  const runs = new Map();
  const sizes = spec.axes.map((axis) => controls.find((control) => control.name === axis)?.values.length);

  const has = (name) => Boolean(spec.arrays[name]);
  const shape = (name) => spec.arrays[name]?.shape ?? [];

  function array(name) {
    if (!decoded.has(name)) decoded.set(name, decode(name, spec.arrays[name], views?.[name]));
    return decoded.get(name);
  }

  function member(name, position) {
    const lead = shape(name).slice(0, sizes.length);
    if (lead.some((length, i) => length !== sizes[i]))
      throw new DataError(`The array “${name}” does not fit the controls.`);
    const stride = product(shape(name).slice(sizes.length));
    return array(name).subarray(position * stride, (position + 1) * stride);
  }

  /** @param {(name: string) => number} indexOf the position of each control on its ladder */
  function run(indexOf) {
    const position = spec.axes.reduce((flat, axis, i) => flat * sizes[i] + indexOf(axis), 0);
    if (!runs.has(position)) runs.set(position, createRun(spec, has, shape, (name) => member(name, position)));
    return runs.get(position);
  }

  return { has, shape, array, run };
}

/**
 * One setting's results. Each part is read when a panel asks for it, so that a damaged one fails alone.
 * @returns {import("./types").Run}
 */
function createRun(spec, has, shape, read) {
  const parts = new Map();
  const member = (name) => {
    if (!parts.has(name)) parts.set(name, read(name));
    return parts.get(name);
  };
  const rowsOf = (name) => (spec.snapshot_epochs.length ? shape(name)[spec.axes.length] : 1);
  const row = (name, index) => {
    const all = member(name);
    const length = all.length / rowsOf(name);
    return all.subarray(index * length, (index + 1) * length);
  };
  return {
    get loss() { return member("data_loss"); },
    get validation() { return has("validation_loss") ? member("validation_loss") : null; },
    hasParameters: has("parameters"),
    predictions: (snapshot) => row("predictions", snapshot),
    parameters: (snapshot) => row("parameters", snapshot),
  };
}
