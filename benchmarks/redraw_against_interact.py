"""One step of chapter 2's learning rate: the Lab on its page against ipywidgets.interact with matplotlib in JupyterLab.

Both show the same three drawings of the same sweep, in the same browser, in turn. Measured is the time from the key
press, as the browser received it, to the first frame after the readout (the Lab) or the picture (interact) has changed.
Run: python run.py site, then .venv/bin/python benchmarks/redraw_against_interact.py
"""

from __future__ import annotations

import json
import statistics
import tempfile
from pathlib import Path

from measuring import ROOT, Part, Row  # isort: skip (it says where the next two are)
from jupyterlab import OpenNotebook, jupyterlab
from pages import served, start_browser
from playwright.sync_api import Locator, sync_playwright
from reader import Reader

CHAPTER = "02_loss_and_optimisation"
ROUNDS = 30
WARM_UP = 3
INTERACT = """\
import ipywidgets

def draw(learning_rate):
    run = sweep.run(learning_rate, "linear")
    figure, (left, middle, right) = plt.subplots(1, 3, figsize=(12, 3.6))
    left.semilogy(run.data_loss)
    left.semilogy(12, run.data_loss[12], "o")
    left.set(xlabel="epoch", ylabel="loss", title=f"epoch 12: loss {run.data_loss[12]:.3g}")
    middle.plot(x, y, "o", color="C7")
    middle.plot(sweep.predict_at.ravel(), run.predictions[12])
    middle.set(xlabel="x", ylabel="y", ylim=(-2.5, 12.5))
    right.contourf(surface.knobs["w"], surface.knobs["b"], np.log10(surface.data_loss[:, :, 0].T), 12)
    right.plot(*run.parameters[:13].T, "o-", color="C1")
    right.set(xlabel="weight w", ylabel="bias b")
    plt.show()

slider = ipywidgets.SelectionSlider(options=[0.03, 0.05], value=0.05, description="rate")
ipywidgets.interact(draw, learning_rate=slider);"""
WATCH = """
(node) => {
  window.redraws = [];
  let pressed = null;
  addEventListener("keydown", (event) => { pressed = event.timeStamp; }, true);
  const seen = async () => {
    if (pressed === null) return;
    const picture = node.querySelector("img");
    if (node.matches("[data-pictures]") && (!picture || picture.src === window.lastPicture)) return;
    const from = pressed;
    pressed = null;
    if (picture) {
      window.lastPicture = picture.src;
      await picture.decode();
    }
    requestAnimationFrame(() => setTimeout(() => window.redraws.push(performance.now() - from)));
  };
  window.lastPicture = node.querySelector("img")?.src;
  new MutationObserver(seen).observe(node, { childList: true, characterData: true, subtree: true, attributes: true });
}
"""


def press(slider: Locator, key: str) -> float:
    """Press a key on the slider and return how many milliseconds it took until the frame with the new result."""
    page = slider.page
    page.bring_to_front()
    before = page.evaluate("() => window.redraws.length")
    slider.press(key)
    page.wait_for_function("(before) => window.redraws.length > before", arg=before, timeout=30_000)
    return page.evaluate("() => window.redraws.at(-1)")


def open_lab(reader: Reader) -> Locator:
    """The learning rate's slider in the chapter's first Lab over a sweep, on the built page."""
    page = reader.open(f"chapters/{CHAPTER}.html")
    lab = page.locator(".live-widget", has=page.locator('[data-control="learning_rate"]')).first
    lab.scroll_into_view_if_needed()
    lab.locator(".nnlab-sentence").evaluate(WATCH)
    slider = lab.locator('[data-control="learning_rate"] input[type=range]')
    slider.focus()
    return slider


def open_interact(browser, server: tuple[str, str]) -> Locator:
    """The slider of interact in JupyterLab, after the chapter's cells."""
    notebook = OpenNotebook(browser, server, f"{CHAPTER}.ipynb")
    notebook.run_all()
    page = notebook.page
    interact = page.locator(".widget-interact")
    interact.scroll_into_view_if_needed()
    interact.locator("img").wait_for()
    interact.evaluate("(node) => { node.dataset.pictures = ''; }")
    interact.evaluate(WATCH)
    handle = interact.locator(".noUi-handle")
    handle.evaluate("(node) => { node.dataset.lmSuppressShortcuts = 'true'; }")  # JupyterLab takes the arrow keys
    handle.focus()
    return handle


def write_chapter(folder: Path) -> None:
    """Write the chapter with one more cell, the one with interact."""
    notebook = json.loads((ROOT / "chapters" / f"{CHAPTER}.ipynb").read_text("utf-8"))
    cell = {"cell_type": "code", "id": "interact", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"].append({**cell, "source": INTERACT})
    (folder / f"{CHAPTER}.ipynb").write_text(json.dumps(notebook), "utf-8")


def measure(browser, site_address: str, server: tuple[str, str]) -> dict[str, list[float]]:
    """Return milliseconds by what was measured; the two take turns."""
    sliders = {"Lab": open_lab(Reader(browser, site_address)), "interact": open_interact(browser, server)}
    times = {name: [] for name in sliders}
    for number in range(WARM_UP + ROUNDS):
        for name, slider in sliders.items():
            milliseconds = press(slider, "ArrowRight" if number % 2 else "ArrowLeft")
            if number >= WARM_UP:
                times[name].append(milliseconds)
    return times


def main() -> None:
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder, scratch = Path(name) / "notebooks", Path(name) / "jupyter"
        folder.mkdir()
        scratch.mkdir()
        write_chapter(folder)
        browser = start_browser(playwright)
        with served(ROOT / "_build" / "html") as address, jupyterlab(folder, scratch) as server:
            times = measure(browser, address, server)
        browser.close()
    middle, slowest = (
        [round(find(times[name]), 1) for name in ("Lab", "interact")]
        for find in (statistics.median, lambda values: statistics.quantiles(values, n=20)[-1])
    )
    rows = (Row(f"median of {ROUNDS}", *middle), Row("95th percentile", *slowest))
    title = "One step of a knob, from key press to new picture"
    Part(title, "the Lab on its page", "interact with matplotlib", "ms", rows).save("redraw_against_interact")


if __name__ == "__main__":
    main()
