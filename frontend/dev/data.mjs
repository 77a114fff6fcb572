// Realistic results without Python, for development and tests only: one neuron, y = 2x, gradient descent really
// computed. What they are called on their way to the Lab is Python's (see from-python.mjs).
import { encode, like } from "./from-python.mjs";

const F = {
  linear: [(z) => z, () => 1],
  relu: [(z) => Math.max(0, z), (z) => (z > 0 ? 1 : 0)],
  tanh: [Math.tanh, (z) => 1 - Math.tanh(z) ** 2],
  sigmoid: [(z) => 1 / (1 + Math.exp(-z)), (z) => Math.exp(-z) / (1 + Math.exp(-z)) ** 2],
};
export const X = [0, 1, 2, 3, 4, 5];
export const Y = X.map((x) => 2 * x);
const AT = Array.from({ length: 51 }, (_, i) => -0.25 + (i * 5.5) / 50);
const RATES = [0.001, 0.003, 0.01, 0.03, 0.05, 0.08, 0.1, 0.102, 0.3];
const ACTIVATIONS = ["linear", "relu", "tanh", "sigmoid"];
export const range = (low, high, count) =>
  Array.from({ length: count }, (_, i) => low + ((high - low) * i) / (count - 1));

export const meanSquare = (w, b, name, x = X, y = Y) =>
  x.reduce((sum, value, i) => sum + (F[name][0](w * value + b) - y[i]) ** 2, 0) / x.length;

function descend(rate, name, epochs, start, noise = 0) {
  const [f, slope] = F[name];
  let [w, b] = start;
  const path = [[w, b]];
  for (let epoch = 0; epoch < epochs; epoch += 1) {
    let dw = 0;
    let db = 0;
    X.forEach((x, i) => {
      const z = w * x + b;
      const g = (2 / X.length) * (f(z) - Y[i]) * slope(z) * (1 + noise * Math.sin(epoch * 13.7 + i * 7.1));
      dw += g * x;
      db += g;
    });
    w -= rate * dw;
    b -= rate * db;
    path.push([Math.fround(w), Math.fround(b)]);
  }
  return path;
}

export function snapshotEpochs(last, count = 60) {
  const epochs = new Set([0, last]);
  for (let i = 0; i <= count; i += 1) epochs.add(Math.round(last ** (i / count)));
  return [...epochs].filter((epoch) => epoch <= last).sort((a, b) => a - b);
}

/** The six points, or as many more around the same line. */
function cloud(points) {
  if (points === X.length) return { x: X, y: Y };
  const x = Array.from({ length: points }, (_, i) => (5 * i) / points);
  return { x, y: x.map((value, i) => 2 * value + Math.sin(i * 12.9898) * Math.sin(i * 78.233)) };
}

/** A model's traits for a sweep like chapter 2's. */
export function sweepLab({
  rates = RATES, activations = ACTIVATIONS, epochs = 500, start = [-0.6, 0.2], validation = false, id = "lab-descent",
  knob = false, points = 6,
} = {}) {
  const snapshots = snapshotEpochs(epochs);
  const batches = knob ? [1, 8, 32] : [0];
  const loss = [];
  const held = [];
  const predictions = [];
  const parameters = [];
  for (const batch of batches) for (const name of activations) for (const rate of rates) {
    const path = descend(rate, name, epochs, start, batch === 1 ? 0.6 : 0);
    path.forEach(([w, b], e) => {
      loss.push(meanSquare(w, b, name));
      held.push(meanSquare(w, b, name, [0.5, 1.5, 2.5, 4.5], [1.6, 2.4, 5.5, 8.3]) + 0.002 * (e / epochs));
    });
    for (const epoch of snapshots) {
      const [w, b] = path[epoch];
      parameters.push(w, b);
      AT.forEach((x) => predictions.push(F[name][0](w * x + b)));
    }
  }
  const gx = range(-1, 3.4, 61);
  const gy = range(-1.6, 2.2, 61);
  const surface = activations.flatMap((name) => gy.flatMap((b) => gx.map((w) => meanSquare(w, b, name))));
  const lead = [...(knob ? [3] : []), activations.length, rates.length];
  const arrays = {
    data_loss: ["float32", [...lead, epochs + 1], loss],
    ...(validation ? { validation_loss: ["float32", [...lead, epochs + 1], held] } : {}),
    predictions: ["float16", [...lead, snapshots.length, AT.length], predictions],
    parameters: ["float32", [...lead, snapshots.length, 2], parameters],
    "panel1.x": ["float32", [points], cloud(points).x],
    "panel1.y": ["float32", [points], cloud(points).y],
    "panel1.at": ["float32", [AT.length], AT],
    "panel2.x": ["float32", [61], gx],
    "panel2.y": ["float32", [61], gy],
    "panel2.loss": ["float32", [activations.length, 61, 61], surface],
  };
  const texts = activations.map((name) => (name === "relu" ? "ReLU" : name));
  const spec = like("spec", {
    id, title: "Train the neuron",
    controls: [
      like("ladder", { name: "learning_rate", label: "Learning rate", values: rates }),
      like("choice", { name: "activation", label: "Output activation", values: activations, texts }),
      ...(knob ? [like("choice", { name: "batch size", label: "Batch size", values: [1, 8, 32] })] : []),
      like("time", { last: epochs }),
    ],
    axes: [...(knob ? ["batch size"] : []), "activation", "learning_rate"],
    snapshot_epochs: snapshots, parameter_names: ["w", "b"], readout: ["w", "b"],
    panels: [
      like("LossCurve", { y_label: "loss (mean squared error)" }),
      like("Fit", {
        title: "What the neuron predicts", data_label: "data: y = 2x", curve_label: "prediction", formula: !validation,
        x_range: [-0.415, 5.415], y_range: points === 6 ? [-1.2, 11.2] : [-2.2, 12.2],
      }),
      like("Landscape", { x_name: "w", y_name: "b", x_label: "weight w", y_label: "bias b", minimum: [2, 0] }),
    ],
  });
  return finish(spec, arrays, {
    learning_rate: rates.includes(0.03) ? 0.03 : rates[0], activation: activations[0], epoch: Math.min(12, epochs),
    knobs: knob ? { "batch size": 8 } : {},
  });
}

/** A Table: nothing trained, the reader moves w and b. */
export function tableLab() {
  const ws = range(-1, 4, 51).map((v) => Number(v.toFixed(2)));
  const bs = range(-2, 2, 41).map((v) => Number(v.toFixed(2)));
  const activations = ["linear", "relu"];
  const settings = ws.flatMap((w) => bs.flatMap((b) => activations.map((name) => [w, b, name])));
  const arrays = {
    data_loss: ["float32", [51, 41, 2], settings.map(([w, b, name]) => meanSquare(w, b, name))],
    predictions: [
      "float16", [51, 41, 2, 51], settings.flatMap(([w, b, name]) => AT.map((x) => F[name][0](w * x + b))),
    ],
    "panel0.x": ["float32", [6], X], "panel0.y": ["float32", [6], Y], "panel0.at": ["float32", [51], AT],
    "panel1.x": ["float32", [51], ws], "panel1.y": ["float32", [41], bs],
    "panel1.loss": [
      "float32", [2, 41, 51], activations.flatMap((name) => bs.flatMap((b) => ws.map((w) => meanSquare(w, b, name)))),
    ],
  };
  const spec = like("spec", {
    id: "lab-hand", title: "Be the optimiser", axes: ["w", "b", "activation"],
    controls: [
      like("ladder", { name: "w", label: "Weight w", values: ws }),
      like("ladder", { name: "b", label: "Bias b", values: bs }),
      like("choice", { name: "activation", label: "Activation", values: activations, texts: ["linear", "ReLU"] }),
    ],
    snapshot_epochs: [], parameter_names: [], readout: [],
    panels: [
      like("Fit", {
        title: "What the neuron predicts", data_label: "data: y = 2x", curve_label: "prediction",
        x_range: [-0.415, 5.415], y_range: [-1.2, 11.2],
      }),
      like("Landscape", {
        title: "Where you are in the loss landscape", x_name: "w", y_name: "b", x_label: "weight w", y_label: "bias b",
        minimum: [2, 0],
      }),
    ],
  });
  return finish(spec, arrays, { learning_rate: 0, activation: "linear", epoch: 0, knobs: { w: 1.5, b: 0 } });
}

/** Chapter 5: descent on a parabola, (2w - 4)^2. */
export function parabolaLab() {
  const rates = [0.01, 0.05, 0.125, 0.2, 0.25, 0.26];
  const epochs = 30;
  const loss = (w) => (2 * w - 4) ** 2;
  const paths = rates.map((rate) => {
    const path = [-1.5];
    while (path.length <= epochs) path.push(path.at(-1) - rate * 4 * (2 * path.at(-1) - 4));
    return path;
  });
  const gx = range(-2.5, 6.5, 121);
  const arrays = {
    data_loss: ["float32", [1, 6, 31], paths.flatMap((path) => path.map(loss))],
    parameters: ["float32", [1, 6, 31, 1], paths.flat()],
    "panel0.x": ["float32", [121], gx], "panel0.loss": ["float32", [1, 121], gx.map(loss)],
  };
  const spec = like("spec", {
    id: "lab-parabola", title: "Roll down the parabola",
    controls: [
      like("ladder", { name: "learning_rate", label: "Learning rate", values: rates }),
      like("choice", { name: "activation", label: "Activation", values: ["linear"], texts: ["linear"] }),
      like("time", { last: epochs }),
    ],
    snapshot_epochs: range(0, 30, 31), parameter_names: ["w"], readout: ["w"],
    panels: [
      like("Landscape", {
        title: "Steps on the loss curve", x_name: "w", y_name: null, x_label: "weight w", y_label: "loss",
      }),
      like("LossCurve", { title: "Loss after each step", x_label: "step" }),
    ],
  });
  return finish(spec, arrays, { learning_rate: 0.2, activation: "linear", epoch: 6, knobs: {} });
}

/** Everything switched on: a challenge, the Keras code, two activations' templates. */
export function fullLab(options = {}) {
  const traits = sweepLab(options);
  const data = "import keras\nimport numpy as np\n\nx = np.arange(6.0)\ny = 2 * x\n\n\n";
  const model = (name) => `model = keras.Sequential([
    keras.Input((1,)),
    keras.layers.Dense(1, activation="${name}"),
])
model.compile(optimizer=keras.optimizers.SGD({learning_rate}), loss="mse")
`;
  const fit = `history = model.fit(x, y, epochs={epochs}, batch_size=6, verbose=0)
print({{"loss": history.history["loss"][-1]}})
`;
  const untrained = "\n# epoch 0: before training, so without fit\nprint(model.evaluate(x, y, verbose=0))\n";
  const names = traits.spec.controls.find(({ name }) => name === "activation").values;
  const index = names.map((_, i) => i);
  const code = like("code", {
    pieces: [data, fit, untrained, ...names.map(model)],
    templates: names.map((_, i) => like("template", { trained: [0, 3 + i, 1], untrained: [0, 3 + i, 2] })),
    index: options.knob ? [index, index, index] : index,
  });
  const challenge = like("challenge", {
    text: "Bring the loss below 0.001 within 60 epochs.", metric: "data_loss", below: 0.001, within: 60,
    stays: null, conditions: {}, hint: "Look at the steepest rate that does not diverge.", hint_after: 3,
  });
  return { ...traits, spec: like("spec", { ...traits.spec, code, challenge }) };
}

export function finish(spec, arrays, values) {
  const described = Object.entries(arrays).map(([name, [dtype, shape]]) => [name, like("array", { dtype, shape })]);
  const bytes = Object.entries(arrays).map(([name, [dtype, , numbers]]) => [name, encode(dtype, numbers)]);
  const whole = like("spec", { ...spec, arrays: Object.fromEntries(described) });
  return like("lab", { ...values, spec: whole, arrays: Object.fromEntries(bytes) });
}
