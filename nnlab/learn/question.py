"""Predict first: a question that the reader answers before moving a Lab, answered at once with the reason.

Which choice is right is never typed: each brings the computed evidence under which it is, and exactly one must hold.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import anywidget
import numpy as np
import traitlets

from nnlab.learn.evidence import Evidence, rounded

STATIC = Path(__file__).parents[1] / "static"


@dataclass(frozen=True, eq=False, init=False)
class Choice:
    """One of the texts to choose from, right if all its evidence holds.

    Args:
        text: What the reader chooses.
        reason: Why it is right, or what whoever chooses it overlooked.
        *evidence: At least one Evidence, computed by the notebook; a wrong choice has one as well, which fails.

    Raises:
        ValueError: When one of the three is missing or of another kind.
    """

    text: str
    reason: str
    evidence: tuple[Evidence, ...]

    def __init__(self, text: str, reason: str, *evidence: Evidence) -> None:
        if not (isinstance(text, str) and text.strip()):
            raise ValueError(f"text must be what the reader chooses, in words, got {text!r}")
        if not (isinstance(reason, str) and reason.strip()):
            raise ValueError(f"reason must say why {text!r} is right or wrong, got {reason!r}")
        if not evidence:
            raise ValueError(f"the choice {text!r} has no evidence: add nnlab.Evidence(name, value, above=...)")
        for given in evidence:
            if not isinstance(given, Evidence):
                raise ValueError(f"evidence of the choice {text!r} must be an nnlab.Evidence, got {given!r}")
        for field, value in (("text", text), ("reason", reason), ("evidence", evidence)):
            object.__setattr__(self, field, value)

    @property
    def holds(self) -> bool:
        """Whether the choice is right."""
        return all(given.holds for given in self.evidence)


class Question(anywidget.AnyWidget):
    """A prediction that the reader commits to, by choice or by number.

    In a notebook the last line of a cell shows it. Text may mark `code` with backticks and _emphasis_ with underscores.

    A question has either `choices`, and then nothing else, or `answer`, `tolerance`, `source`, `reason`, `low` and
    `high`.

    Args:
        prompt: The question, in words.
        choices: Two or more Choices, of which exactly one holds, with each value of its evidence a quarter of the
            bound away from it.
        answer: The value asked for, or several of which it is the median (one a start or draw). All lie within the
            tolerance of it.
        tolerance: How far off still counts, in the unit of the answer, above 0.
        unit: What stands behind the number.
        source: Where the value comes from, in words.
        reason: Explains the answer.
        low: Explains what a smaller guess overlooked.
        high: Explains what a larger guess overlooked.

    Raises:
        ValueError: With all evidence and its numbers, for anything else.

    Attributes:
        answer: What the reader committed to, a text; empty before.
    """

    _esm = STATIC / "question.js"
    _css = STATIC / "question.css"

    spec = traitlets.Dict().tag(sync=True)
    answer = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        prompt: str,
        *,
        choices: Sequence[Choice] | None = None,
        answer: float | Sequence[float] | None = None,
        tolerance: float | None = None,
        unit: str = "",
        source: str = "",
        reason: str = "",
        low: str = "",
        high: str = "",
    ) -> None:
        if not (isinstance(prompt, str) and prompt.strip()):
            raise ValueError(f"prompt must be a question, in words, got {prompt!r}")
        spec: dict[str, object] = {"id": "q-" + hashlib.sha256(prompt.encode()).hexdigest()[:8], "prompt": prompt}
        if choices is None:
            by_number, self._told = _by_number(answer, tolerance, unit, source, reason, low, high)
            spec |= by_number
        else:
            others = {"answer": answer, "tolerance": tolerance, "unit": unit or None, "source": source or None}
            others |= {"reason": reason or None, "low": low or None, "high": high or None}
            if given := [name for name, value in others.items() if value is not None]:
                raise ValueError(f"{given[0]} is for questions by number: each Choice has its own reason and evidence")
            by_choice, self._told = _by_choice(choices)
            spec |= by_choice
        super().__init__(spec=spec)

    def __repr__(self) -> str:
        """Tell what is right and what decided it: a stored output that changes when the result does."""
        return " ".join(f"Question: {self.spec['prompt']} {self._told}".split())


def _by_choice(choices: Sequence[Choice]) -> tuple[dict[str, object], str]:
    if not isinstance(choices, list | tuple) or not all(isinstance(choice, Choice) for choice in choices):
        raise ValueError(f"choices must be a list of nnlab.Choice(text, reason, evidence), got {choices!r}")
    texts = [choice.text for choice in choices]
    if len(set(texts)) < 2 or len(set(texts)) < len(texts):
        raise ValueError(f"choices must be at least two different texts, got {texts}")
    right = [choice for choice in choices if choice.holds]
    if len(right) != 1:
        lines = [f"\n  {'holds' if choice in right else 'fails'}: {_told_of(choice)}" for choice in choices]
        raise ValueError(
            f"exactly one choice must hold, not {len(right)} of {len(choices)}: mend the texts, the bounds or the "
            f"experiment.{''.join(lines)}"
        )
    if close := [given for given in right[0].evidence if given.is_close]:
        raise ValueError(
            f"too close to call: {right[0].text!r} holds, but {'; '.join(map(repr, close))}. Every value must lie "
            "a quarter of the bound away from it: move the bound, or ask about a clearer difference"
        )
    listed = [{"text": choice.text, "reason": choice.reason, "right": choice is right[0]} for choice in choices]
    stop = "" if right[0].text.rstrip().endswith((".", "!", "?")) else "."
    told = f"Right: {right[0].text}{stop} Decided by {'; '.join(map(repr, right[0].evidence))}."
    return {"kind": "choice", "choices": listed}, told


def _told_of(choice: Choice) -> str:
    each = [f"{given!r} ({'true' if given.holds else 'false'})" for given in choice.evidence]
    return f"{choice.text!r}, with {'; '.join(each)}"


def _by_number(
    answer: object, tolerance: float | None, unit: str, source: str, reason: str, low: str, high: str
) -> tuple[dict[str, object], str]:
    values = np.asarray(answer)
    if values.dtype.kind not in "iuf" or not values.size or not np.isfinite(values).all():
        raise ValueError(f"answer must be a finite number, or several, when there are no choices, got {answer!r}")
    if tolerance is None or not (math.isfinite(tolerance) and tolerance > 0):
        raise ValueError(f"tolerance must be a number above 0, in the unit of the answer, got {tolerance!r}")
    if not (isinstance(source, str) and source.strip()):
        raise ValueError(f"source must say in words where the answer comes from, got {source!r}")
    if not (reason and low and high):
        raise ValueError(
            "a question by number needs reason, low and high: what to say to a right, a smaller and a larger guess"
        )
    middle = values.item() if values.size == 1 else float(np.median(values))
    if (np.abs(values - middle) > tolerance).any():
        raise ValueError(
            f"answer has values from {values.min()} to {values.max()}, not all within the tolerance {tolerance!r} of "
            f"their median {middle}: widen the tolerance, or ask for what varies less"
        )
    numbers = {"answer": float(middle), "tolerance": float(tolerance)}
    spec = {"kind": "number", **numbers, "unit": unit, "reason": reason, "low": low, "high": high}
    finest = Decimal(f"{tolerance:e}").adjusted()
    written = rounded(middle, max(2, Decimal(f"{middle:e}").adjusted() - finest + 1), finest - 1)
    return spec, f"Answer: {written}{f' {unit}' if unit else ''} ({source})"
