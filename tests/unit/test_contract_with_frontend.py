"""The front end's tests read what Labs and Questions really send: frontend/test/contract.json holds it.

`python tests/unit/test_contract_with_frontend.py` writes that file anew. Numbers have three digits in it, and as much
room here, so that it is the same on every processor.
"""

import json
import math
import statistics
from dataclasses import fields
from pathlib import Path

import numpy as np
import traitlets
from contract_labs import labs, questions

import nnlab
from nnlab.panels import Panel

CONTRACT = Path(__file__).parents[2] / "frontend" / "test" / "contract.json"
RENEW = "python tests/unit/test_contract_with_frontend.py"
ROOM = 0.01  # relative: a number of three digits may be 0.005 off


def traits_of(widget):
    """What the front end gets of a widget, with its bytes as numbers."""
    kind = nnlab.Lab if isinstance(widget, nnlab.Lab) else nnlab.Question
    traits = {name: getattr(widget, name) for name, of in vars(kind).items() if isinstance(of, traitlets.TraitType)}
    if "arrays" in traits:
        traits |= {"kernel": "", "still": ""}  # another one each time, and a picture that no script reads
        described = traits["spec"]["arrays"]
        traits["arrays"] = {key: np.frombuffer(data, described[key]["dtype"]) for key, data in traits["arrays"].items()}
    return plain(traits)


def plain(value):
    """As JSON holds it."""
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple | np.ndarray):
        return [plain(entry) for entry in value]
    if isinstance(value, float | np.floating):
        return short(float(value))
    return int(value) if isinstance(value, np.integer) else value


def short(number):
    """Three digits; NaN and infinity in words that JavaScript's Number() understands."""
    if not math.isfinite(number):
        return "NaN" if math.isnan(number) else "Infinity" if number > 0 else "-Infinity"
    rounded = float(f"{number:.3g}")
    return int(rounded) if rounded.is_integer() and abs(rounded) < 1e6 else rounded


def sent():
    return {
        "labs": {name: traits_of(lab) for name, lab in labs().items()},
        "questions": {name: traits_of(question) for name, question in questions()},
    }


def differences(kept, now, way=""):
    """Where two values differ, in words."""
    if isinstance(kept, dict) and isinstance(now, dict):
        only = [f"{way}.{key} is {text}" for keys, text in ((kept, "gone"), (now, "new")) for key in keys]
        either = [line for line, key in zip(only, [*kept, *now], strict=True) if key not in kept or key not in now]
        return either + [
            line for key in kept if key in now for line in differences(kept[key], now[key], f"{way}.{key}")
        ]
    if isinstance(kept, list) and isinstance(now, list) and len(kept) == len(now):
        room = ROOM * statistics.median([abs(each) for each in kept if is_number(each)] or [0])
        pairs = [
            (at, old, new) for at, (old, new) in enumerate(zip(kept, now, strict=True)) if not near(old, new, room)
        ]
        return [line for at, old, new in pairs for line in differences(old, new, f"{way}[{at}]")]
    return [] if near(kept, now, 0.0) else [f"{way} was {kept!r:.60}, is {now!r:.60}"]


NOT_FINITE = ("NaN", "Infinity", "-Infinity")


def is_number(value):
    return isinstance(value, int | float) and not isinstance(value, bool)


def near(one, other, room):
    """Whether two entries are the same but for the last digit of a number, or both no finite number.

    Which of infinity and NaN a run that diverges reaches depends on the order of its sums, and so on the processor.
    """
    if one in NOT_FINITE and other in NOT_FINITE:
        return True
    if is_number(one) and is_number(other):
        return abs(one - other) <= max(room, ROOM * abs(one), 1 if isinstance(one, int) and abs(one) > 100 else 0)
    return type(one) is type(other) and one == other


def test_the_fixtures_of_the_frontend_are_what_labs_send():
    found = differences(json.loads(CONTRACT.read_text("utf-8")), sent())
    assert not found, f"frontend/test/contract.json is out of date; renew it by `{RENEW}`:\n" + "\n".join(found[:20])


def test_every_option_of_every_panel_is_among_what_is_sent():
    made = [panel for lab in labs().values() for panel in lab._layout.panels]
    kinds = [
        kind for name in nnlab.__all__ if isinstance(kind := getattr(nnlab, name), type) and issubclass(kind, Panel)
    ]
    assert {type(panel) for panel in made} == set(kinds) - {Panel}
    unset = [
        f"{kind.__name__}.{field.name}"
        for kind in kinds
        for field in fields(kind)
        if all(getattr(panel, field.name) is field.default for panel in made if type(panel) is kind)
    ]
    assert not unset, f"tests/unit/contract_labs.py has no Lab with these options: {unset}"


def lines(value, depth):
    """JSON with an entry a line, down to a depth."""
    if depth == 0 or not isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    entries = [f"{json.dumps(key, ensure_ascii=False)}:{lines(entry, depth - 1)}" for key, entry in value.items()]
    return "{" + ",".join(f"\n{entry}" for entry in entries) + "}"


if __name__ == "__main__":
    CONTRACT.write_text(lines(sent(), 4) + "\n", "utf-8")
