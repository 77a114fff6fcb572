/** Paper is white: it gets the light theme, whatever the screen has, and the screen gets its own back. */
export function lightPaper() {
  const root = document.documentElement;
  let onScreen = null;
  const turn = (paper) => {
    if (paper === (onScreen !== null)) return;
    [root.dataset.theme, onScreen] = paper ? ["light", root.dataset.theme] : [onScreen, null];
  };
  matchMedia("print").addEventListener("change", ({ matches }) => turn(matches));
  addEventListener("beforeprint", () => turn(true)); // not every browser tells of the medium
  addEventListener("afterprint", () => turn(false));
}
