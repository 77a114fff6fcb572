"""What the theme's templates lack is added to a page once, and nothing else is touched."""

import re

import pytest
from book.finish.accessible import CLOSE, mend

PAGE = """<html><body>
<dialog id="pst-primary-sidebar-modal"></dialog>
<div id="pst-primary-sidebar" class="bd-sidebar-primary bd-sidebar">
<li class="toctree-l1 current active"><a class="current reference internal" href="#">1</a></li>
</div>
<button class="sidebar-toggle" title="Toggle primary sidebar"><span class="fa-solid fa-bars"></span></button>
<main id="main-content" class="bd-main" role="main">
<details><summary aria-label="Toggle hidden content"><p>Show the code</p></summary>
<div class="highlight-ipython3 notranslate"><div class="highlight"><pre>x</pre></div></div></details>
<div class="output stream highlight-myst-ansi notranslate"><div class="highlight"><pre>1</pre></div></div>
<table class="table"><thead><tr class="row-odd"><th class="head"><p></p></th><th class="head"><p>a</p></th></tr></thead>
<tbody><tr class="row-even"><td><p>b</p></td><td><p>c</p></td></tr></tbody></table>
<table class="table"><thead><tr><th class="head"><p>a</p></th></tr></thead><tbody><tr><td>b</td></tr></tbody></table>
</main></body></html>"""


@pytest.mark.parametrize(
    "wanted",
    [
        '<dialog id="pst-primary-sidebar-modal" aria-label="Chapters">',
        f'class="bd-sidebar-primary bd-sidebar">{CLOSE}',
        'aria-current="page" href="#">1</a>',
        'title="Chapters" aria-label="Chapters"><span class="fa-solid fa-bars" aria-hidden="true">',
        '<main id="main-content" class="bd-main" role="main" tabindex="-1">',
        "<summary><p>Show the code</p></summary>",
        '<pre role="group" aria-label="Code">x',
        '<pre role="group" aria-label="Output">1',
        '<td></td><th class="head"><p>a</p></th>',
        '<th scope="row"><p>b</p></th><td><p>c</p></td>',
        "<tbody><tr><td>b</td></tr></tbody>",
    ],
)
def test_what_the_theme_lacks_is_there_once(wanted):
    assert mend(PAGE).count(wanted) == 1


def test_a_mended_page_stays_as_it_is():
    assert mend(mend(PAGE)) == mend(PAGE)


def test_no_word_is_lost_and_only_the_way_out_is_added():
    def words(html):
        return re.sub(r"<[^>]*>|\s+", " ", html).split()

    assert sorted(words(mend(PAGE))) == sorted([*words(PAGE), "Close"])
