"""The Keras code of each chapter's Labs gives the Labs' losses, with nothing but the chapter's arrays at hand."""

from __future__ import annotations

import numpy as np
import pytest
import yaml
from chapter_labs import labs_with_names
from conftest import ROOT
from keras_code_runner import assert_gives_the_losses

import nnlab

TABLE_OF_CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))["chapters"]
CHAPTERS = [ROOT / f"{entry['file']}.ipynb" for entry in TABLE_OF_CONTENTS if entry["file"][9:11].isdigit()]


@pytest.mark.parametrize("chapter", CHAPTERS, ids=lambda path: path.stem)
def test_the_keras_code_of_each_lab_gives_its_losses(chapter):
    labs = [(lab, names) for lab, names in labs_with_names(chapter) if isinstance(lab._source, nnlab.Sweep)]
    assert labs
    for lab, names in labs:
        if "code" not in lab.spec and has_given_weights(lab):
            continue  # thousands of numbers cannot be written into code, and this Lab shows none
        arrays = {name: value for name, value in names.items() if isinstance(value, np.ndarray)}
        shown = lab if "code" in lab.spec else with_code(lab, arrays)
        before = (shown.learning_rate, shown.activation, shown.epoch, shown.knobs)
        for number, values in enumerate(settings(shown)):
            rates = shown._source.learning_rates
            assert_gives_the_losses(shown, values, rates[number % len(rates)], arrays)
        shown.learning_rate, shown.activation, shown.epoch, shown.knobs = before


def has_given_weights(lab: nnlab.Lab) -> bool:
    return any(group.setting.weights is not None for group in lab._source._recipe.groups)


def with_code(lab: nnlab.Lab, arrays: dict[str, np.ndarray]) -> nnlab.Lab:
    """The same runs with code, for a Lab that shows none: x and y are called what the chapter calls equal arrays."""
    name = {key: called(getattr(lab._source, key), arrays) for key in ("x", "y")}
    if pair := lab._source._recipe.groups[0].setting.validation:
        name["validation"] = tuple(called(array, arrays) for array in pair)
    return nnlab.Lab(lab._source, [nnlab.LossCurve()], title="Code", code=nnlab.KerasCode(**name))


def called(wanted: np.ndarray, arrays: dict[str, np.ndarray]) -> str:
    for name, array in arrays.items():
        alike = array.size == wanted.size and array.shape[:1] == wanted.shape[:1]
        if alike and np.array_equal(np.ravel(array).astype(np.float32), np.ravel(wanted)):
            return name
    raise AssertionError(f"no array of the chapter is that of shape {wanted.shape}")


def settings(lab: nnlab.Lab):
    """Settings in which every value of every knob but the learning rate occurs."""
    ladders = {**lab._source.knobs, "activation": lab._source.activations}
    for number in range(max(len(ladder) for ladder in ladders.values())):
        yield {name: ladder[number % len(ladder)] for name, ladder in ladders.items()}
