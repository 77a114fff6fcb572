// The numbers behind a drawing.
import { h, pool, text } from "./dom.js";
import { formatNumber } from "./format.js";

const MOST_ROWS = 60;

/** A table that is filled only while it is open. */
export function createDataTable(title) {
  const head = h("tr");
  const body = h("tbody");
  const table = h(
    "table", { class: "nnlab-table" }, h("caption", { class: "nnlab-unseen" }, title), h("thead", {}, head), body,
  );
  const scroll = h(
    "div", { class: "nnlab-table-scroll", tabindex: "0", role: "group", "aria-label": `Data: ${title}` }, table,
  );
  const el = h("details", { class: "nnlab-data" }, h("summary", {}, "Data table"), scroll);
  return {
    el,
    get open() { return el.hasAttribute("open"); },
    fill({ columns, rows }) {
      const names = pool(head, columns.length, () => h("th", { scope: "col" }));
      columns.forEach((name, i) => text(names[i], name));
      const lines = pool(body, rows.length, () => h("tr"));
      rows.forEach((row, i) => {
        const cells = pool(lines[i], row.length, () => h("td"));
        row.forEach((cell, k) =>
          text(
            cells[k],
            typeof cell === "number" && !Number.isInteger(cell) ? formatNumber(cell) : String(cell).replace("-", "−"),
          ),
        );
      });
    },
  };
}

/** @returns {number[]} at most 60 positions of `count`, evenly spread, the last included */
export function rowPositions(count) {
  const step = Math.max(1, Math.ceil(count / (MOST_ROWS - 1)));
  const positions = [];
  for (let i = 0; i < count; i += step) positions.push(i);
  if (count && positions[positions.length - 1] !== count - 1) positions.push(count - 1);
  return positions;
}
