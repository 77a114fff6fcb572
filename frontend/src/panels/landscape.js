// The loss over one or two parameters, and the path that the run walked through it. For a Table the point is the knobs
// themselves, and can be dragged.
import { rowPositions } from "../data-table.js";
import { createCurve } from "../landscape/curve.js";
import { createSurface } from "../landscape/surface.js";

/** @param {import("../types").Panel<import("../types").Landscape>} panel @param {import("../types").Session} lab */
export default function landscape(panel, lab) {
  const names = [panel.x_name, panel.y_name].filter(Boolean);
  const draw = (names.length > 1 ? createSurface : createCurve)(panel, lab);
  const note = ({ snapshot, epoch }) =>
    lab.control("epoch") && snapshot.epoch !== epoch ? `weights of epoch ${snapshot.epoch}` : "";
  return {
    el: draw.el,
    update: (view, size) =>
      draw.update(view, walkedPath(lab, names, view), size, view.pinned ? walkedPath(lab, names, view.pinned) : []),
    table: (view) => table(lab, names, panel, view),
    note,
  };
}

/**
 * The points of the path up to the snapshot: where the parameters were, and the loss there.
 * @returns {{at: number[], epoch: number, loss: number}[]}
 */
function walkedPath({ spec, control }, names, { run, snapshot, get }) {
  if (!control("epoch")) return [{ at: names.map((name) => get(name)), epoch: 0, loss: run.loss[0] }];
  const columns = names.map((name) => spec.parameter_names.indexOf(name));
  if (columns.includes(-1)) throw new Error(`The parameters “${names.join("”, “")}” are not stored.`);
  const path = [];
  for (let i = 0; i <= snapshot.index; i += 1) {
    const parameters = run.parameters(i);
    const epoch = spec.snapshot_epochs[i];
    path.push({ at: columns.map((column) => parameters[column]), epoch, loss: run.loss[epoch] });
  }
  return path;
}

/** @param {import("../types").Panel<import("../types").Landscape>} panel */
function table(lab, names, panel, view) {
  const path = walkedPath(lab, names, view);
  const columns = ["Epoch", ...[panel.x_label, panel.y_label].slice(0, names.length), "Loss"];
  return {
    columns,
    rows: rowPositions(path.length).map((i) => [path[i].epoch, ...path[i].at.map(Number), Number(path[i].loss)]),
  };
}
