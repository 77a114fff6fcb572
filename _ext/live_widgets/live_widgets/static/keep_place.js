// The reader stays where they are: while widgets that grow are mounted above them, and after a reload.

// What grows above the window pushes down what the reader looks at, unless the browser holds it (Safari does not, and
// others not always).
export function heldInPlace(el, act) {
  const bottom = (node) => node.getBoundingClientRect().bottom;
  const above = scrollY > 0 && bottom(el) < innerHeight / 4;
  const seen = above && document.elementFromPoint(innerWidth / 2, innerHeight / 2);
  const before = seen && bottom(seen);
  const done = act();
  if (seen && bottom(seen) !== before) scrollBy({ top: bottom(seen) - before, behavior: "instant" });
  return done;
}

// A reload leads back to the heading that the reader was at. Browsers go by the distance from the top, some of them more
// than once, and that is another one while widgets are still to come.
const PLACE = "place in " + location.pathname;
const ACTS = ["wheel", "touchstart", "pointerdown", "keydown"];
const comesBack = performance.getEntriesByType("navigation")[0]?.type !== "navigate";
const stays = new AbortController();
for (const act of ACTS) addEventListener(act, () => stays.abort(), { passive: true, signal: stays.signal });
const top = (node) => node.getBoundingClientRect().top;

addEventListener("pagehide", () => {
  const last = [...document.querySelectorAll("section[id]")].findLast((each) => top(each) < innerHeight / 2);
  const place = last ? { id: last.id, height: top(last) } : null;
  // A browser that keeps nothing for a page says so by an error.
  try {
    sessionStorage.setItem(PLACE, JSON.stringify(place));
  } catch {}
});

export function comeBack() {
  if (!comesBack) return;
  try {
    const { id, height } = JSON.parse(sessionStorage.getItem(PLACE));
    const section = document.getElementById(id);
    if (!stays.signal.aborted) scrollBy({ top: top(section) - height, behavior: "instant" });
  } catch {
    // Nothing is kept, or that heading is gone.
  }
}
