// What Labs and Questions send, as Python wrote it (tests/unit/test_contract_with_frontend.py says how to renew it),
// and the way to make up more of the same kind: fixtures may choose values, but no names and no types.
import { readFileSync } from "node:fs";

const { labs, questions } = JSON.parse(readFileSync(new URL("../test/contract.json", import.meta.url), "utf8"));

const specs = Object.values(labs).map(({ spec }) => spec);
const asked = Object.values(questions).map(({ spec }) => spec);
const panels = specs.flatMap((spec) => spec.panels);
const controls = specs.flatMap((spec) => spec.controls);

const grouped = (entries, kindOf) => {
  const groups = {};
  for (const entry of entries) (groups[kindOf(entry)] ??= []).push(entry);
  return groups;
};

/** What Python sends of each kind. */
const EXAMPLES = {
  lab: Object.values(labs), spec: specs, array: specs.flatMap((spec) => Object.values(spec.arrays)),
  challenge: specs.flatMap(({ challenge }) => challenge ?? []), code: specs.flatMap(({ code }) => code ?? []),
  template: specs.flatMap(({ code }) => code?.templates ?? []),
  question: Object.values(questions), ...grouped(asked, ({ kind }) => `${kind} question`),
  answer: asked.flatMap(({ choices }) => choices ?? []),
  ...grouped(controls, ({ kind }) => kind), ...grouped(panels, ({ type }) => type),
};

export const labNames = Object.keys(labs);
export const panelTypes = [...new Set(panels.map(({ type }) => type))];

/** @returns the traits of one of Python's Labs */
export function sentLab(name) {
  const { spec, arrays, ...others } = structuredClone(labs[name]);
  const bytes = Object.entries(arrays).map(([key, numbers]) => [key, encode(spec.arrays[key].dtype, numbers)]);
  return { ...others, spec, arrays: Object.fromEntries(bytes) };
}

/** @returns the traits of one of Python's Questions */
export const sentQuestion = (name) => structuredClone(questions[name]);

/**
 * The plainest of what Python sends of a kind, with other values; names and types that Python never sends are errors.
 */
export function like(kind, values = {}) {
  const examples = EXAMPLES[kind];
  if (!examples?.length) throw new Error(`Python sends nothing of the kind “${kind}”.`);
  for (const [name, value] of Object.entries(values)) {
    const types = examples.filter((example) => name in example).map((example) => typeOf(example[name]));
    const fault = !types.length ? "not at all" : !types.includes(typeOf(value)) ? `as ${types[0]}` : "";
    if (fault) throw new Error(`“${name}” of “${kind}” is ${typeOf(value)} here; Python sends it ${fault}.`);
  }
  const plainest = examples.reduce((best, one) => (Object.keys(one).length < Object.keys(best).length ? one : best));
  return { ...structuredClone(plainest), ...values };
}

const typeOf = (value) => (value === null ? "null" : Array.isArray(value) ? "a list" : typeof value);

/** Bytes that begin at an odd offset of a larger buffer, as they may on a page; numbers may be words, such as "NaN". */
export function encode(dtype, numbers) {
  const kinds = { float32: Float32Array, int32: Int32Array, int16: Int16Array, int8: Int8Array };
  const typed = kinds[dtype] ? kinds[dtype].from(numbers, Number) : Uint16Array.from(numbers, toHalf);
  const buffer = new ArrayBuffer(typed.byteLength + 3);
  new Uint8Array(buffer).set(new Uint8Array(typed.buffer), 3);
  return new DataView(buffer, 3);
}

const f32 = new Float32Array(1);
const u32 = new Uint32Array(f32.buffer);

/** @returns {number} the 16 bits of the half-precision number nearest to a number, or to a word such as "NaN" */
export function toHalf(given) {
  const value = Number(given);
  f32[0] = value;
  const sign = (u32[0] >>> 16) & 0x8000;
  const size = Math.abs(value);
  if (Number.isNaN(value)) return 0x7e00;
  if (size >= 65520) return sign | 0x7c00;
  if (size < 2 ** -14) return sign | Math.round(size * 2 ** 24);
  const exponent = Math.floor(Math.log2(size));
  return sign | (((exponent + 15) << 10) + Math.round((size / 2 ** exponent - 1) * 1024));
}
