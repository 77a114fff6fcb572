// What the tests look for on a whole page. Loaded before its own scripts, like frontend/dev/probes.js.
window.checks = (() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const shown = (node) => node.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });
  const named = (node) => `${node.localName}.${node.getAttribute("class") ?? ""} "${node.textContent.trim().slice(0, 40)}"`;

  /** Headings that the reader's list of headings would miss or that skip a level. */
  function headings() {
    const levels = all("h1, h2, h3, h4, h5, h6").filter(shown).map((node) => [Number(node.localName[1]), node]);
    const first = levels.filter(([level]) => level === 1);
    const skips = levels.filter(([level], k) => level > (k ? levels[k - 1][0] : 0) + 1);
    return [...(first.length === 1 ? [] : [`${first.length} headings of the first level`]), ...skips.map(([, node]) => `skips a level: ${named(node)}`)];
  }

  const channels = (colour) => colour.match(/[\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((part) => part / 255).map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  const solid = (colour) => (channels(colour)[3] ?? 1) > 0.99;
  /** The colour behind a node: null where it is no single one. */
  function behind(node) {
    for (let at = node; at; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (solid(style.backgroundColor)) return style.backgroundColor;
      if (style.backgroundImage !== "none" || (channels(style.backgroundColor)[3] ?? 1) > 0) return null;
    }
    return "rgb(255, 255, 255)";
  }

  /** Text that is too faint: what axe-core cannot decide (formulas, single letters, text beside pictures) is measured too. */
  function faint() {
    const found = new Map();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    const parents = new Set();
    while (walker.nextNode()) if (walker.currentNode.data.trim()) parents.add(walker.currentNode.parentElement);
    for (const node of parents) {
      if (node.closest("svg, script, style, noscript, .katex-mathml, :disabled") || !shown(node)) continue;
      const style = getComputedStyle(node);
      const back = behind(node);
      if (!back || !solid(style.color)) continue;
      const size = parseFloat(style.fontSize);
      const least = size >= 24 || (size >= 18.66 && Number(style.fontWeight) >= 700) ? 3 : 4.5;
      const measured = ratio(light(style.color), light(back));
      if (measured < least) found.set(`${node.className} ${style.color} on ${back}`, `contrast ${measured.toFixed(2)}: ${named(node)} ${style.color} on ${back}`);
    }
    return [...found.values()];
  }

  /** Formulas that are not read aloud as mathematics, tables without headers, pictures without words. */
  function unread() {
    const formulas = all(".katex").filter((node) => !node.querySelector(".katex-mathml math") || !node.querySelector(".katex-html[aria-hidden=true]"));
    const tables = all("table:not([role=presentation])").filter((table) => shown(table) && !table.querySelector("th"));
    const pictures = all("img").filter((image) => !image.hasAttribute("alt") || /\.(png|svg|webp|jpe?g)$/i.test(image.alt) || (!image.alt && !image.closest("a")?.textContent.trim()));
    return [...formulas, ...tables, ...pictures].map((node) => `not read aloud: ${node.outerHTML.slice(0, 120)}`);
  }

  /** Controls of the page itself that a finger misses; links within sentences are exempt, as in WCAG 2.5.8. */
  const smallTargets = (least) => all("button, summary, select, input:not([type=hidden]), nav a, .prev-next-footer a")
    .filter((node) => !node.closest(".nnlab") && shown(node))
    .map((node) => [node, (node.closest("label") ?? node).getBoundingClientRect()])
    .filter(([, box]) => box.width < least - 0.5 || box.height < least - 0.5)
    .map(([node, box]) => `small target: ${named(node)} ${Math.round(box.width)}x${Math.round(box.height)}`);

  /** Boxes that scroll sideways and that no key reaches, or that have no name when it does. */
  const unreachable = () => all("main *")
    .filter((node) => /auto|scroll/.test(getComputedStyle(node).overflowX) && node.scrollWidth > node.clientWidth + 1 && shown(node))
    .filter((node) => (node.tabIndex < 0 || !node.hasAttribute("aria-label")) && !node.querySelector("a, button, input, [tabindex='0']"))
    .map((node) => `scrolls out of reach: ${named(node)}`);

  /** Labels under a slider that read as one. */
  const crowded = () => all(".nnlab-ticks").flatMap((row) => {
    const labels = all(".nnlab-tick:not([data-quiet]) > span", row).filter(shown).map((node) => [node, node.getBoundingClientRect()]);
    return labels.slice(1).filter(([, box], k) => box.left < labels[k][1].right + 3).map(([node]) => `touches the label before it: ${named(node)}`);
  });

  /** What the page says about itself and about where it stands in the book. */
  function structure() {
    const found = [];
    if (!document.documentElement.lang) found.push("no language");
    if (all("main").length !== 1) found.push(`${all("main").length} main landmarks`);
    const inBook = all("nav.bd-docs-nav .current > a.reference");
    if (inBook.some((node) => node.getAttribute("aria-current") !== "page")) found.push("the list of chapters does not say which is this one");
    return found;
  }

  const everything = (least) => [...structure(), ...headings(), ...unread(), ...smallTargets(least), ...unreachable(), ...crowded(), ...faint()];
  return { everything, faint };
})();
