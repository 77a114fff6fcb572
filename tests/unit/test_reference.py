"""The page of reference: its example runs as it stands, and it says all that a user of nnlab can name and give."""

from __future__ import annotations

import dataclasses
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

import nnlab
from nnlab.borrowed import downloads, feature_cache, pretrained

PAGE = (Path(__file__).parents[2] / "reference.md").read_text("utf-8")
EXAMPLE = PAGE.split("## Start from your own data")[1].split("\n## ")[0]
BLOCKS = re.findall(r"```python\n(.*?)```", EXAMPLE, re.DOTALL)
DIRECTIVES = re.findall(r"^\.\. auto\w+:: nnlab\.([\w.]+)(.*)$((?:\n   .*)*)", PAGE, re.MULTILINE)
BORROWED = [downloads.try_to_make, downloads.obstacle_to, pretrained.load_arrays, feature_cache.cached]


def named(name: str) -> object:
    """Return what a name such as Sweep.run or sweep.Point stands for in nnlab."""
    found = nnlab
    for part in name.split("."):
        found = getattr(found, part)
    return found


def shown() -> dict[str, object]:
    """Return all that the page describes, by name; a class brings the members that are named below it."""
    found = {}
    for name, _, options in DIRECTIVES:
        found[name] = named(name)
        members = re.search(r":members: (.*)", options)
        found |= {f"{name}.{member}": named(f"{name}.{member}") for member in members[1].split(", ")} if members else {}
    return found


def public_members(kind: type) -> set[str]:
    """Return the methods and properties of a record that are its own or those of what both kinds of results share."""
    own = {
        name: value
        for base in kind.__mro__
        if base.__module__.startswith("nnlab")
        for name, value in vars(base).items()
    }
    return {
        name
        for name, value in own.items()
        if not name.startswith("_") and isinstance(value, property | staticmethod) | inspect.isfunction(value)
    }


def described(item: object, section: str) -> set[str]:
    """Return the names that a section of the docstring lists."""
    text = inspect.cleandoc(item.__doc__).split(f"\n{section}:\n")
    if len(text) == 1:
        return set()
    entries = re.split(r"\n(?=\S)", text[1])[0]
    return set(re.findall(r"^    \*{0,2}(\w+): ", entries, re.MULTILINE))


SHOWN = shown()
RECORDS = {name for name, given, _ in DIRECTIVES if given == "()"}  # made by nnlab, never by its user
CALLED = {name: item for name, item in SHOWN.items() if callable(item) and name not in RECORDS}


def test_the_example_runs_as_it_stands_and_with_a_file_of_one_s_own(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    session: dict[str, object] = {}
    made_up, from_file, *rest = BLOCKS
    exec(made_up, session)
    np.savetxt("my_table.csv", session["table"], delimiter=",", header="first,second,asked", comments="")
    before = session.pop("table")
    exec(from_file, session)
    np.testing.assert_allclose(session["table"], before)
    for block in rest:
        exec(block, session)
    assert isinstance(session["sweep"], nnlab.Sweep)
    assert session["sweep"].knobs == {"units": (2, 8)}
    assert session["last"]["validation_loss"].iloc[0] < 0.2, "the best run explains most of the scaled target"
    assert session["again"].to_dataframe().equals(session["runs"])
    assert (tmp_path / "my_runs.csv").read_text("utf-8").startswith("start,units,activation,learning_rate,epoch,")


def test_all_public_names_are_on_the_page():
    top = {name.split(".")[0] for name in SHOWN}
    assert set(nnlab.__all__) <= top
    for kind in (nnlab.Sweep, nnlab.Table, nnlab.Run):
        names = {name.split(".")[1] for name in SHOWN if name.startswith(f"{kind.__name__}.")}
        assert public_members(kind) - {"origins"} == names, "origins are for panels and for the code of a Lab"
    assert set(BORROWED) <= set(SHOWN.values())


@pytest.mark.parametrize("name", CALLED)
def test_every_argument_has_an_entry_of_its_own(name):
    arguments = set(inspect.signature(CALLED[name]).parameters) - {"self"}
    assert described(CALLED[name], "Args") == arguments


@pytest.mark.parametrize("kind", [nnlab.Sweep, nnlab.Run, nnlab.Table, nnlab.sweep.Point])
def test_every_field_of_a_record_has_an_entry_of_its_own(kind):
    fields = {field.name for field in dataclasses.fields(kind) if field.init and not field.name.startswith("_")}
    assert described(kind, "Attributes") == fields


@pytest.mark.parametrize(("name", "given"), [(name, given) for name, given, _ in DIRECTIVES if len(given) > 2])
def test_a_signature_written_on_the_page_is_the_real_one(name, given):
    real = inspect.signature(named(name).__init__)
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in list(real.parameters.values())[1:]]
    assert given == str(inspect.Signature(bare))


@pytest.mark.parametrize("name", SHOWN)
def test_a_docstring_begins_with_a_sentence_on_a_line_of_its_own(name):
    assert re.match(r"[A-Z].*\.$", inspect.cleandoc(SHOWN[name].__doc__).split("\n\n")[0]), name
