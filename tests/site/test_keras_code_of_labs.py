"""What each Lab's button copies runs in an empty session, and gives the Lab's losses.

Every chapter starts one new interpreter, which runs the code of each of its Labs as the Lab starts, and at epoch 0. The
other settings run in this process, each in an empty namespace: starting TensorFlow for each would take minutes.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import yaml
from chapter_labs import labs_with_names
from conftest import ROOT
from keras_code_runner import EPOCHS, assert_agrees, run_fresh, run_here, show

import nnlab

TABLE_OF_CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["chapters"]
CHAPTERS = [ROOT / f"{entry['file']}.ipynb" for entry in TABLE_OF_CONTENTS if entry["file"][9:11].isdigit()]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_keras_code_of_each_lab_runs_as_copied_and_gives_its_losses(chapter):
    labs = [lab for lab, _ in labs_with_names(chapter) if "code" in lab.spec]
    assert labs
    as_copied = []
    for lab in labs:
        before = (lab.learning_rate, lab.activation, lab.epoch, lab.knobs)
        start = {**lab.knobs, "activation": lab.activation}
        as_copied += [show(lab, start, before[0], epoch) for epoch in (EPOCHS, 0)]
        for number, values in enumerate(settings(lab)):
            rates = lab._source.learning_rates
            expected = show(lab, values, rates[number % len(rates)])
            assert_agrees(run_here(expected.code), expected)
        lab.learning_rate, lab.activation, lab.epoch, lab.knobs = before
    for computed, expected in zip(run_fresh([one.code for one in as_copied]), as_copied, strict=True):
        assert_agrees(computed, expected)


def settings(lab: nnlab.Lab) -> Iterator[dict[str, object]]:
    """Settings in which every value of every knob but the learning rate occurs."""
    ladders = {**lab._source.knobs, "activation": lab._source.activations}
    for number in range(max(len(ladder) for ladder in ladders.values())):
        yield {name: ladder[number % len(ladder)] for name, ladder in ladders.items()}
