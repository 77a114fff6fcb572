"""A figure's dark form: every colour stands out as it did from white, and pictures within a figure stay as they are."""

from __future__ import annotations

import io
import re
from pathlib import Path

import matplotlib as mpl
import pytest
from book.finish import dark_figures
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

STYLE = Path(__file__).parents[2] / "nnlab" / "book.mplstyle"
BOOK = mpl.rc_params_from_file(STYLE, use_default_template=False)
LINES = [to_hex(color) for color in BOOK["axes.prop_cycle"].by_key()["color"]]
TEXTS = [to_hex(BOOK[name]) for name in ("text.color", "axes.labelcolor", "xtick.color", "ytick.color")]


@pytest.mark.parametrize("color", [*LINES, *TEXTS, "#000000", "#8a94a3"])
def test_what_can_be_seen_on_white_can_be_seen_on_the_dark_page(color):
    contrast = dark_figures.contrast(dark_figures.dark(color), dark_figures.PAGE)
    assert contrast >= (4.5 if color in TEXTS else 3)
    assert contrast >= min(dark_figures.contrast(color, "#ffffff"), dark_figures.STRONGEST) - 0.1


def test_white_becomes_the_page_and_a_pale_grid_stays_pale():
    assert dark_figures.dark("#ffffff") == dark_figures.PAGE
    assert dark_figures.contrast(dark_figures.dark(to_hex(BOOK["grid.color"])), dark_figures.PAGE) < 1.5


def drawn(draw) -> str:
    """Return what matplotlib writes of a figure."""
    figure = Figure()
    draw(figure.add_subplot())
    file = io.StringIO()
    figure.savefig(file, format="svg")
    return file.getvalue()


def test_each_colour_of_a_figure_has_its_dark_form_and_the_light_one_is_as_before():
    svg = drawn(lambda axes: axes.plot([0, 1], [0, 1], "o-", color=LINES[0]))
    both = dark_figures.two_themes(svg)
    assert dark_figures.is_two_themed(both)
    assert not dark_figures.is_two_themed(svg)
    rules = dict(re.findall(r'\[style\*="stroke: (#\w+)"\]\{stroke:(#\w+)!important\}', both))
    assert rules[LINES[0]] == dark_figures.dark(LINES[0])
    used = set(re.findall(r'<use[^>]*style="[^"]*stroke: (#\w+)', both))
    assert used
    assert used <= rules.keys(), "markers too"
    assert f'fill: {LINES[0]}; stroke: {LINES[0]}"' in both
    assert dark_figures.two_themes(both) == both


def test_what_is_written_on_a_picture_keeps_its_colour():
    def draw(axes):
        axes.imshow([[0, 1], [1, 0]], cmap="Greys")
        axes.text(0.5, 0.5, "on it", color="#123456")
        axes.set_title("above it", color="#654321")

    both = dark_figures.two_themes(drawn(draw))
    assert 'style="fill:#123456"' in both.replace("; ", ";").replace(" fill", "fill")
    assert '[style*="fill: #654321"]' in both
    assert '[style*="fill: #123456"]' not in both


def test_a_drawing_of_another_kind_stays_as_it_is():
    logo = '<svg xmlns="http://www.w3.org/2000/svg"><style>a{}</style><path style="fill: #123456"/></svg>'
    assert dark_figures.two_themes(logo) == logo
