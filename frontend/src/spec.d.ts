// What a Lab gets from Python (nnlab/_lab_spec.py, nnlab/panels/). dev/contract-types.js holds real Labs to it.

export interface Control {
  name: string;
  label: string;
  kind: string; // "ladder" (a slider over positions), "choice", or "time" (the epoch)
  values?: Value[]; // of a ladder or a choice
  texts?: string[]; // how the values are written, where that is another way
  last?: number; // of the time
}

export type Value = string | number | boolean;
export type Setting = Record<string, Value>;

export interface Challenge {
  text: string;
  metric: string;
  below: number;
  within: number | null;
  stays: number | null;
  conditions: Record<string, Value[]>;
  hint: string;
  hint_after: number;
}

export interface Code {
  pieces: string[];
  templates: { trained: number[]; untrained: number[] }[];
  index: unknown[]; // nested: a template's number for each setting of the own knobs and the activation
}

export interface Options {
  type: string;
  title: string;
}

export interface Activation extends Options {
  x_label: string;
  y_label: string;
  x_range: number[];
  y_range: number[];
  knob: string | null;
  epochs: number[];
}

export interface Bars extends Options {
  labels: string[];
  axes: string[];
  value_label: string;
  reference: number | null;
  reference_label: string;
  range: number[];
}

export interface Fit extends Options {
  x_label: string;
  y_label: string;
  data_label: string;
  curve_label: string;
  x_range: number[];
  y_range: number[];
  formula: boolean;
}

export interface Forecast extends Options {
  x_label: string;
  y_label: string;
  series_label: string;
  forecast_label: string;
  baselines: string[];
  split: number;
  validation: number | null;
  scale: number[];
  x_range: number[];
  y_range: number[];
}

export interface GradientNorms extends Options {
  x_label: string;
  y_label: string;
  layer_names: string[];
  steps: number;
  epochs: number[];
}

export interface Histogram extends Options {
  x_label: string;
  y_label: string;
  total: number;
  epochs: number[];
}

export interface Landscape extends Options {
  x_name: string;
  y_name: string | null;
  x_label: string;
  y_label: string;
  minimum: number[] | null;
}

export interface LossCurve extends Options {
  log: boolean;
  x_label: string;
  y_label: string;
  marks?: string[];
}

export interface Network extends Options {
  layers: ({ units: number; shown: number })[];
  values: boolean;
  widest: number;
  input_names: string[];
  output_names: string[];
  epochs: number[];
}

export interface PredictionScatter extends Options {
  x_label: string;
  y_label: string;
  unit: string;
  range: number[];
  scale: number[];
  output: number;
}

export interface Spec {
  id: string;
  title: string;
  controls: Control[];
  axes: string[];
  arrays: Record<string, { dtype: string; shape: number[] }>;
  snapshot_epochs: number[];
  parameter_names: string[];
  readout: string[];
  panels: Options[];
  challenge?: Challenge;
  code?: Code;
}
