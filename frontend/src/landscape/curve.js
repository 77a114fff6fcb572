// The loss over one parameter: the curve, and the steps of the run as dots on it, joined in the order of walking.
import { createBehind } from "../behind.js";
import { s, set, show } from "../dom.js";
import { sample } from "../labels.js";
import { dots, pathOf } from "../lines.js";
import { createDot, createLabel, createPlot } from "../plot.js";

export function createCurve(panel) {
  const x = panel.array("x");
  const loss = panel.array("loss");
  const domains = { x: [x[0], x[x.length - 1]], y: [-0.04 * top(loss), top(loss)] };
  const plot = createPlot({ xName: panel.x_label, yName: panel.y_label });
  const curve = s("path", { class: "nnlab-line nnlab-training" });
  const behind = createBehind(plot);
  const line = s("path", { class: "nnlab-line nnlab-path nnlab-thin" });
  const steps = s("path", { class: "nnlab-steps-walked nnlab-large" });
  plot.body.append(curve, line, steps);
  const ends = createEnds(plot, behind);

  function update(view, path, size, compared) {
    const frame = plot.layout(size, domains);
    const values = surface(loss, x.length, view.index("activation"));
    const drawn = Array.from(x, (value, i) =>
      Number.isFinite(values[i]) ? [frame.x(value), frame.y(values[i])] : null,
    );
    const pixels = ({ at: [x], loss }) =>
      Number.isFinite(x) && Number.isFinite(loss) ? [frame.x(x), frame.y(loss)] : null;
    const points = path.map(pixels);
    behind.draw(compared.map(pixels), frame.box);
    const walked = points.filter(Boolean);
    set(curve, { d: pathOf(drawn) });
    set(line, { d: pathOf(points) });
    set(steps, { d: dots(walked) });
    ends(frame, points, [...sample(drawn.filter(Boolean), frame.box), ...sample(walked, frame.box)], view);
  }

  return { el: plot.el, update };
}

function createEnds(plot, behind) {
  const begin = s("circle", { class: "nnlab-start", r: 5 });
  plot.over.append(begin);
  const dot = createDot(plot.over, "nnlab-path");
  const [startLabel, nowLabel] = ["start", "now"].map((name) =>
    createLabel(plot.over, `nnlab-on-surface nnlab-${name}`, 12),
  );

  return ({ box }, points, taken, view) => {
    const first = points.length > 1 ? points[0] : null;
    const now = points[points.length - 1];
    show(begin, Boolean(first));
    if (first) set(begin, { cx: first[0].toFixed(1), cy: first[1].toFixed(1) });
    const at = now ? dot.move(...now, box) : dot.hide();
    const bounds = { left: box.left + 2, top: box.top + 2, right: box.right, bottom: box.bottom - 2 };
    const surroundings = { bounds, points: taken, boxes: [] };
    if (now) nowLabel(at.out ? "outside this plot" : "", [[at.x, at.y]], surroundings);
    else
      nowLabel(`diverged at epoch ${view.fate.divergedAt}`, [[(box.left + box.right) / 2, box.top + 30]], surroundings);
    startLabel("start", first ? [first] : [], surroundings);
    behind.label(view, surroundings);
  };
}

const surface = (loss, length, index) => {
  const row = Math.min(index, Math.max(0, loss.length / length - 1));
  return loss.subarray(row * length, (row + 1) * length);
};

function top(values) {
  const highest = values.reduce((most, value) => (Number.isFinite(value) ? Math.max(most, value) : most), 0);
  return highest * 1.05 || 1;
}
