// Results for the panels beyond loss curve, fit and landscape, without Python: small, smooth and made up, for tests and
// a first look. What they are called is Python's (see from-python.mjs); dev/make-page.mjs draws Python's own Labs too.
import { finish, range, snapshotEpochs } from "./data.mjs";
import { like } from "./from-python.mjs";

const RATES = [0.01, 0.1, 1];
const ACTIVATIONS = ["relu", "tanh"];
const F = { relu: (z) => Math.max(0, z), tanh: Math.tanh };
const SLOPE = { relu: (z) => (z > 0 ? 1 : 0), tanh: (z) => 1 - Math.tanh(z) ** 2 };

/** Every setting and epoch of the sweep below, flattened; the highest rate diverges at epoch 4. */
const overRuns = (epochs, make) => ACTIVATIONS.flatMap((name) => RATES.flatMap((rate) =>
  epochs.flatMap((epoch) => make({ name, rate, epoch, lost: rate === 1 && epoch > 3 }))));

const activationControl = () =>
  like("choice", { name: "activation", label: "Activation", values: ACTIVATIONS, texts: ["ReLU", "tanh"] });

function specOf(id, title, last, panels) {
  const rates = like("ladder", { name: "learning_rate", label: "Learning rate", values: RATES });
  const controls = [rates, activationControl(), like("time", { last })];
  return like("spec", { id, title, controls, snapshot_epochs: snapshotEpochs(last), parameter_names: [], panels });
}

function runArrays(last, points) {
  const epochs = Array.from({ length: last + 1 }, (_, epoch) => epoch);
  const kept = snapshotEpochs(last);
  const loss = ({ rate, epoch, lost }) => (lost ? NaN : Math.exp(-rate * epoch) + 0.02);
  const predicted = ({ rate, epoch, lost }) => points.map((y) => (lost ? NaN : y * (1 - Math.exp(-rate * epoch))));
  return {
    data_loss: ["float32", [2, 3, last + 1], overRuns(epochs, loss)],
    predictions: ["float16", [2, 3, kept.length, points.length], overRuns(kept, predicted)],
  };
}

const norms = (layers) => ({ name, rate, lost }) => range(1, layers, layers).map((layer) => {
  if (lost) return 32767; // not finite
  if (layer === layers && name === "tanh") return -32768; // no such layer
  if (layer === 2 && rate === 0.01 && name === "relu") return -32767; // 0
  return Math.round(2000 * (layer - layers) * (name === "tanh" ? 0.4 : 0.1));
});

/** Network, activation with marks, gradient norms, scatter, histogram and bars over one sweep. */
export function panelsLab({ epochs = 40 } = {}) {
  const kept = snapshotEpochs(epochs);
  const S = kept.length;
  const truth = range(-2, 2, 25).map((y, i) => y + 0.3 * Math.sin(7 * i));
  const z = range(-5, 5, 101);
  const layers = [{ units: 2, shown: 2 }, { units: 16, shown: 8 }, { units: 1, shown: 1 }];
  const numbers = 2 * 8 + 8 + 8 + 1;
  const grown = ({ epoch, lost }, i) =>
    (lost ? -128 : Math.round(127 * Math.sin(i * 1.7) * (0.3 + (0.7 * epoch) / (epoch + 10))));
  const bell = ({ epoch, lost }, i) =>
    (lost ? 0 : Math.round(60 * Math.exp(-(((i - 10) / (2 + (3 * epoch) / (epoch + 10))) ** 2))));
  const weights = (run) => Array.from({ length: numbers }, (_, i) => grown(run, i));
  const marks = ({ epoch, lost }) => range(-2, 2 + epoch / 8, 12).map((value) => (lost ? NaN : value));
  const metrics = ({ epoch, lost }) =>
    (lost ? [NaN, NaN, NaN] : [1 / (1 + epoch), 0.8 / (1 + epoch), 1 - 1 / (1 + epoch)]);
  const counts = (run) => [...Array.from({ length: 21 }, (_, i) => bell(run, i)), 0, run.lost ? 0 : 3];
  const bars = ({ rate, epoch, lost }) =>
    [0.9, 0.7, -0.2, 0.5].map((v) => (lost ? NaN : v * (1 - Math.exp(-rate * epoch - 0.3))));
  const spread = ({ lost }) => [0.05, 0.1, 0.02, 0].map((v) => (lost ? NaN : v));
  const arrays = {
    ...runArrays(epochs, truth),
    "panel0.weights": ["int8", [2, 3, S, numbers], overRuns(kept, weights)],
    "panel1.z": ["float32", [101], z],
    "panel1.f": ["float16", [2, 101], ACTIVATIONS.flatMap((name) => z.map(F[name]))],
    "panel1.slope": ["float16", [2, 101], ACTIVATIONS.flatMap((name) => z.map(SLOPE[name]))],
    "panel1.marks": ["float16", [2, 3, S, 12], overRuns(kept, marks)],
    "panel2.norms": ["int16", [2, 3, S, 6], overRuns(kept, norms(6))],
    "panel3.truth": ["float32", [25], truth],
    "panel3.metrics": ["float32", [2, 3, S, 3], overRuns(kept, metrics)],
    "panel4.edges": ["float32", [22], range(-2, 2, 22)],
    "panel4.counts": ["int16", [2, 3, S, 23], overRuns(kept, counts)],
    "panel5.values": ["float32", [2, 3, S, 4], overRuns(kept, bars)],
    "panel5.spread": ["float32", [2, 3, S, 4], overRuns(kept, spread)],
  };
  const panels = [
    like("Network", { layers, widest: 2, input_names: ["age", "height"], output_names: ["price"], epochs: kept }),
    like("Activation", { y_range: [-1.2, 2.4], epochs: kept }),
    like("GradientNorms", { x_label: "layer", layer_names: range(1, 6, 6).map((i) => `dense_${i}`), epochs: kept }),
    like("PredictionScatter", { unit: "m", range: [-2.6, 2.6] }),
    like("Histogram", { total: bell({ epoch: 0 }, 10) * 6, epochs: kept }),
    like("Bars", {
      title: "Accuracy by class", labels: ["a label that is far too long for a phone", "two", "three", "four"],
      axes: ["activation", "learning_rate", "epoch"], value_label: "share", reference: 0.25, reference_label: "chance",
      range: [-0.3, 1.05],
    }),
  ];
  const at = { learning_rate: 0.1, activation: "relu", epoch: Math.min(12, epochs), knobs: {} };
  return finish(specOf("lab-panels", "Every further panel", epochs, panels), arrays, at);
}

/** A series with its forecast and two baselines. */
export function forecastLab({ epochs = 30 } = {}) {
  const times = range(1900, 1999, 100);
  const series = times.map((time) => 60 + 50 * Math.sin((2 * Math.PI * time) / 11) + 8 * Math.sin(time * 3.1));
  const scaled = series.slice(70).map((value) => (value - 60) / 35);
  const arrays = {
    ...runArrays(epochs, scaled),
    "panel0.times": ["float32", [100], times],
    "panel0.series": ["float32", [100], series],
    "panel0.at": ["float32", [30], times.slice(70)],
    "panel0.baseline0": ["float32", [30], series.slice(69, 99)],
    "panel0.baseline1": ["float32", [30], Array(30).fill(60)],
  };
  const panel = like("Forecast", {
    x_label: "year", y_label: "sunspots a year", baselines: ["persistence", "mean"], split: 1970, validation: 1955,
    scale: [60, 35], x_range: [1930, 1999], y_range: [-10, 140],
  });
  const at = { learning_rate: 0.1, activation: "relu", epoch: epochs, knobs: {} };
  return finish(specOf("lab-forecast", "Forecast", epochs, [panel]), arrays, at);
}

/** A Table: one input, two hidden units, one output, all numbers shown; a knob that is z itself. */
export function unitsLab() {
  const knob = [-2, -1, 0, 1, 2];
  const settings = knob.flatMap((x) => ACTIVATIONS.map((name) => [name, x]));
  const zs = ([, x]) => [0.8 * x - 0.3, 0.5 - x];
  const out = (one) => 1.2 * F[one[0]](zs(one)[0]) - 0.7 * F[one[0]](zs(one)[1]);
  const grid = range(-5, 5, 41);
  const arrays = {
    data_loss: ["float32", [5, 2], settings.map((one) => out(one) ** 2)],
    "panel0.weights": ["float16", [5, 2, 7], settings.flatMap(() => [0.8, -1, -0.3, 0.5, 1.2, -0.7, 0])],
    "panel0.x": ["float32", [5, 2, 1], settings.map(([, x]) => x)],
    "panel0.z": ["float16", [5, 2, 3], settings.flatMap((one) => [...zs(one), out(one)])],
    "panel0.a": ["float16", [5, 2, 3], settings.flatMap((one) => [...zs(one).map(F[one[0]]), out(one)])],
    "panel1.z": ["float32", [41], grid],
    "panel1.f": ["float16", [2, 41], ACTIVATIONS.flatMap((name) => grid.map(F[name]))],
    "panel1.slope": ["float16", [2, 41], ACTIVATIONS.flatMap((name) => grid.map(SLOPE[name]))],
    "panel1.point": [
      "float32", [2, 5, 2], ACTIVATIONS.flatMap((name) => knob.flatMap((z) => [F[name](z), SLOPE[name](z)])),
    ],
  };
  const layers = [1, 2, 1].map((units) => ({ units, shown: units }));
  const panels = [
    like("Network", { title: "z and a of every unit", layers, values: true, widest: 1.2, epochs: [] }),
    like("Activation", { title: "f and its slope at z", x_label: "z", y_range: [-1.2, 2.4], knob: "x", epochs: [] }),
  ];
  const spec = like("spec", {
    id: "lab-units", title: "Forward pass", axes: ["x", "activation"], snapshot_epochs: [], parameter_names: [], panels,
    controls: [like("ladder", { name: "x", label: "Input x", values: knob }), activationControl()],
  });
  return finish(spec, arrays, { learning_rate: 0, activation: "tanh", epoch: 0, knobs: { x: 1 } });
}
