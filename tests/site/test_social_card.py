"""Every page has a card for previews, which no reader pays for."""

from __future__ import annotations

import re
import zipfile

from PIL import Image
from test_site import pages

LIGHT = 60_000  # bytes


def test_every_page_has_a_light_card_of_the_size_that_previews_want(site):
    for name in pages(site):
        html = (site / name).read_text("utf-8")
        address = re.search(r'<meta property="og:image" content="([^"]*)"', html)[1]
        card = site / "social-card" / address.rsplit("/", 1)[1]
        with Image.open(card) as image:
            assert image.size == (1200, 630)
        assert card.stat().st_size <= LIGHT
        assert re.search(r'<meta property="og:image:alt" content="[^"]{20,}"', html)
        assert len(re.findall("social-card/", html)) == 1, "only previews load it"


def test_the_picture_is_not_on_the_page_and_not_in_the_download(site):
    article = re.search(r"<article.*?</article>", (site / "index.html").read_text("utf-8"), re.DOTALL)[0]
    assert ".png" not in article
    with zipfile.ZipFile(site / "exploring-neural-networks.zip") as archive:
        assert not [name for name in archive.namelist() if "social-card" in name]
