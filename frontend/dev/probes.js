// What accessibility.py, the tests and the benchmarks do inside a page. Loaded before the Labs are.
window.probes = (() => {
  const real = window.requestAnimationFrame.bind(window);
  const frame = () => new Promise((done) => real(() => real(done)));
  const fire = (node, type) => node.dispatchEvent(new Event(type, { bubbles: true }));

  // The first callback of each frame notes the time.
  let stamp = 0;
  let frameStart = 0;
  window.requestAnimationFrame = (act) => real((time) => {
    if (time !== stamp) [stamp, frameStart] = [time, performance.now()];
    act(time);
  });

  function typeRate(lab, typed) {
    lab.querySelector(".nnlab-type").click();
    const input = lab.querySelector(".nnlab-type-input");
    input.value = typed;
    input.closest("form").requestSubmit();
    lab.querySelector(".nnlab-type").click();
  }

  /** Everything that can be open is open: a pinned run, code, tables, what is said of a typed rate, verdicts. */
  async function openAll() {
    for (const lab of document.querySelectorAll(".nnlab-card")) {
      [...lab.querySelectorAll(".nnlab-quiet")].find((node) => /^Pin/.test(node.textContent))?.click();
      lab.querySelectorAll("details").forEach((node) => { node.open = true; });
      const ladder = lab.querySelector(".nnlab-ladder input");
      if (ladder) {
        ladder.value = 1;
        fire(ladder, "input");
      }
      await frame();
      if (lab.querySelector(".nnlab-type")) typeRate(lab, "0.0123");
    }
    for (const form of document.querySelectorAll(".nnlab-question form")) {
      form.querySelector("input[type=radio]")?.click();
      form.requestSubmit();
    }
    await new Promise((done) => setTimeout(done, 600));
  }

  const TARGETS = ".nnlab :is(button, input, select, summary, [tabindex])";
  const smallTargets = (least) => [...document.querySelectorAll(TARGETS)]
    .filter((node) => node.checkVisibility() && !node.matches(".nnlab-segment input, .nnlab-option input"))
    .map((node) => [node, node.getBoundingClientRect()])
    .filter(([, box]) => box.width < least - 0.5 || box.height < least - 0.5)
    .map(([node, box]) => `${node.className || node.localName} ${Math.round(box.width)}x${Math.round(box.height)}`);

  /** The contrast of colours, by the names of their CSS variables, with the darker of the Lab's two backgrounds. */
  function contrast(names) {
    const probe = document.createElement("i");
    document.querySelector(".nnlab").append(probe);
    const light = (name) => {
      probe.style.color = `var(${name})`;
      const parts = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map((part) => Number(part) / 255);
      const [r, g, b] = parts.map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
      return 0.2126 * r + 0.7152 * g + 0.0722 * b;
    };
    const ratio = (a, b) => (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    const least = (name) => Math.min(...["--bg", "--soft"].map((back) => ratio(light(name), light(back))));
    const found = names.map((name) => [name, least(name)]);
    probe.remove();
    return found;
  }

  /** Where the focus is, and whether that is seen. */
  function focus() {
    const node = document.activeElement;
    if (node === document.body) return null;
    const style = getComputedStyle(node.closest(".nnlab-segment") ?? node);
    return {
      place: [...document.querySelectorAll("*")].indexOf(node),
      name: `${node.localName}.${node.className} ${node.getAttribute("aria-label") ?? node.textContent.slice(0, 30)}`,
      top: Math.round(node.getBoundingClientRect().top + scrollY),
      visible: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    };
  }

  const KNOBS = ".nnlab-ladder input[type=range], .nnlab-time input[type=range], .nnlab-choice input";
  let moves = 0;

  /**
   * Moves the next knob of the page, or of one Lab, and waits for the frame that draws it.
   * @returns milliseconds from the frame's start, layout included
   */
  function moveNext(within = document) {
    const inputs = within.querySelectorAll(KNOBS);
    const input = inputs[moves % inputs.length];
    moves += 1;
    if (input.type === "range") input.value = (Number(input.value) + 1 + (moves * 7) % 5) % (Number(input.max) + 1);
    else input.checked = true;
    fire(input, input.type === "range" ? "input" : "change");
    return new Promise((done) => window.requestAnimationFrame(() => { // after the Lab's own callback, in the same frame
      document.body.getBoundingClientRect();
      done(performance.now() - frameStart);
    }));
  }

  /** Scrubs as fast as events come. @returns how much was drawn, and in how many frames not the epoch asked for last */
  async function scrub(seconds) {
    const input = document.querySelector(".nnlab-time input[type=range]");
    const shown = document.querySelector(".nnlab-number");
    const end = performance.now() + seconds * 1000;
    const counts = { moves: 0, frames: 0, late: 0 };
    let asked = 0;
    let waiting = null;
    const look = () => { // asked for after the Lab's own callback, so it runs after it, in the same frame
      waiting = null;
      counts.frames += 1;
      if (Number(shown.textContent) !== asked) counts.late += 1;
    };
    for (; performance.now() < end; await new Promise((done) => setTimeout(done, 4))) {
      for (let k = 0; k < 8; k += 1) {
        asked = (asked + 1) % (Number(input.max) + 1);
        input.value = asked;
        fire(input, "input");
        counts.moves += 1;
      }
      waiting ??= real(look);
    }
    await frame();
    return { ...counts, final: Number(shown.textContent) === asked };
  }

  return { openAll, smallTargets, contrast, focus, moveNext, scrub };
})();
