// Two homes: the published page, where there is no kernel but an address and a memory of the reader's own; and Jupyter.

/** @returns {boolean} whether a node stands on the published page (in the element of the static host) */
export const onPage = (node) => Boolean(node.closest(".live-widget"));
