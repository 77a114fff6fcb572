// Boxes that scroll are stops of the Tab key. The theme's script looks at all of them when the page has loaded and after
// every change in it, which lays out the whole page each time; this looks at a box when its size is known anyway.
(() => {
  const boxes = document.querySelectorAll("pre, .cell_output > .output, .pst-scrollable-table-container");
  const scrolls = (box) => box.scrollWidth > box.clientWidth || box.scrollHeight > box.clientHeight;
  const sizes = new ResizeObserver((entries) => {
    const found = entries.map(({ target }) => [target, scrolls(target)]);
    found.forEach(([box, stop]) => { box.tabIndex = stop ? 0 : -1; });
  });
  boxes.forEach((box) => sizes.observe(box));
})();
