// What the parts of a Lab hand each other, in one place; what comes from Python is in spec.d.ts.
import type { AnyModel } from "@anywidget/types";
import type { Control, Options, Setting, Spec, Value } from "./spec";

export * from "./spec";

export interface LabTraits {
  spec: Spec;
  arrays: Record<string, DataView>;
  learning_rate: number;
  activation: string;
  epoch: number;
  knobs: Setting;
  [trait: string]: unknown;
}

export interface QuestionTraits {
  spec: { id: string; kind: string; prompt: string };
  answer: string;
}

export type LabModel = AnyModel<LabTraits>;
export type QuestionModel = AnyModel<QuestionTraits>;

/** A panel's options with its own arrays. */
export type Panel<Own extends Options = Options> = Own & {
  array(key: string): Numbers;
  shape(key: string): number[];
  has(key: string): boolean;
};

// --- results ---

export type Numbers = Float32Array | Int32Array | Int16Array | Int8Array;

export interface Run {
  loss: Numbers;
  validation: Numbers | null;
  hasParameters: boolean;
  predictions(snapshot: number): Numbers;
  parameters(snapshot: number): Numbers;
}

export interface Data {
  has(name: string): boolean;
  shape(name: string): number[];
  array(name: string): Numbers;
  run(indexOf: (name: string) => number): Run;
}

// --- what is on screen ---

export interface Snapshot {
  index: number;
  epoch: number;
}

/** A setting and its run: that on screen, or the pinned one. */
export interface Shown {
  get(name: string): Value;
  index(name: string): number;
  run: Run;
  snapshot: Snapshot;
}

export interface Pinned extends Shown {
  words: string; // tell it from the run on screen
  label: string;
}

export interface View extends Shown {
  control(name: string): Control | undefined;
  setting(): Setting;
  epoch: number; // 0 for a Table
  timed: boolean;
  loss: number;
  fate: { divergedAt: number | null; growing: boolean }; // up to this epoch
  pinned: Pinned | null; // null also while it is the run on screen
}

/** What controls and panels see of the Lab. */
export interface Session {
  spec: Spec;
  data: Data;
  signal: AbortSignal;
  pinned: Setting | null;
  get(name: string): Value;
  control(name: string): Control | undefined;
  setting(): Setting;
  set(patch: Partial<Setting>): void;
  pin(setting: Setting | null): void;
  restore(moment: Moment): void;
  redraw(): void;
  drawNow(): void;
  save(): void;
}

export interface Moment {
  patch: Setting;
  pin: Setting | null;
}

/** A part of the card that follows the view. */
export interface Part {
  el: HTMLElement;
  update(view: View): void;
  resize?(): void;
}

/** The field for a typed value, which outlives a session. */
export interface Typing {
  line: HTMLElement;
  attach(lab: Session): HTMLElement;
  show(words: string): void;
}

/** What outlives a session. */
export interface Keep {
  page: boolean;
  pin: Setting | null;
  challenge: Part | null;
  titleId: string;
  store: Store | null;
  typing?: Typing;
  address?: ReturnType<typeof import("./address.js").createAddress>;
}

export interface Store {
  recall(id: string): { met?: unknown; answer?: unknown } | null;
  remember(id: string, value: object): void;
}

// --- drawing ---

export type Point = [number, number];

export interface Size {
  width: number;
  height: number;
}

export interface Bounds {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

export interface Box extends Size {
  left: number;
  top: number;
}

/** What a label keeps clear of; its own box is added. */
export interface Surroundings {
  bounds: Bounds;
  points: Point[];
  boxes: Box[];
}

export interface Domains {
  x: number[];
  y: number[];
  log?: boolean;
  root?: boolean;
  whole?: boolean;
  yTicks?: { value: number; label: string }[];
  right?: number;
}
