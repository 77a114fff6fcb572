// A Lab that is laid out anew stays the same Lab for its reader: the focus and what was open are put back.

/** Does something that replaces the nodes in `root`. */
export function holdPlace(root, act) {
  const focused = document.activeElement;
  const way = root.contains(focused) ? wayTo(root, focused) : null;
  const open = [...root.querySelectorAll("details[open]")].map((node) => wayTo(root, node));
  act();
  open.forEach((steps) => follow(root, steps)?.setAttribute("open", ""));
  if (!way) return;
  const node = root.contains(focused) ? focused : follow(root, way);
  node?.focus?.({ preventScroll: true });
}

/** The way to a node as positions among its siblings, with its tag. */
function wayTo(root, node) {
  const steps = [];
  for (let at = node; at !== root; at = at.parentNode) steps.unshift([...at.parentNode.children].indexOf(at));
  return { steps, tag: node.localName };
}

function follow(root, { steps, tag }) {
  const node = steps.reduce((at, step) => at?.children[step], root);
  return node?.localName === tag ? node : null;
}
