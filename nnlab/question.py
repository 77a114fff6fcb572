"""Predict first: a question that the reader answers before moving a Lab, answered at once with the reason.

The right answer is computed by the notebook and handed in; this module only checks that the question can be answered.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping
from pathlib import Path

import anywidget
import traitlets

STATIC = Path(__file__).parent / "static"


class Question(anywidget.AnyWidget):
    """A prediction that the reader commits to, by choice or by number.

    `answer` (str) is what the reader committed to, empty before.
    Text may mark `code` with backticks and _emphasis_ with underscores.
    """

    _esm = STATIC / "question.js"
    _css = STATIC / "question.css"

    spec = traitlets.Dict().tag(sync=True)
    answer = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        prompt: str,
        *,
        answer: str | float,
        choices: Mapping[str, str] | None = None,
        tolerance: float | None = None,
        unit: str = "",
        reason: str = "",
        low: str = "",
        high: str = "",
    ) -> None:
        """Ask by choice or by number.

        By choice: `choices` maps each text to the reason why it is right or wrong, `answer` is the text that is right.
        By number: `answer` is the value, `tolerance` how far off still counts (same unit), `reason` explains the value,
        `low` and `high` explain what a smaller and a larger guess overlooked.
        Raises ValueError when the answer is not among the choices, a reason is missing, or a number is not finite.
        """
        spec: dict[str, object] = {"id": "q-" + hashlib.sha256(prompt.encode()).hexdigest()[:8], "prompt": prompt}
        spec |= _by_choice(choices, answer) if choices else _by_number(answer, tolerance, unit, reason, low, high)
        super().__init__(spec=spec)

    def __repr__(self) -> str:
        return f"Question: {self.spec['prompt']}"


def _by_choice(choices: Mapping[str, str], answer: str | float) -> dict[str, object]:
    if len(choices) < 2:
        raise ValueError(f"choices needs at least two texts, not {list(choices)}")
    if answer not in choices:
        raise ValueError(f"answer is {answer!r}, which is not among the choices {list(choices)}")
    silent = [text for text, reason in choices.items() if not reason]
    if silent:
        raise ValueError(f"every choice needs its reason; missing for {silent}")
    listed = [{"text": text, "reason": reason, "right": text == answer} for text, reason in choices.items()]
    return {"kind": "choice", "choices": listed}


def _by_number(
    answer: str | float, tolerance: float | None, unit: str, reason: str, low: str, high: str
) -> dict[str, object]:
    if isinstance(answer, str) or not math.isfinite(answer):
        raise ValueError(f"answer must be a finite number when there are no choices, not {answer!r}")
    if tolerance is None or not (math.isfinite(tolerance) and tolerance > 0):
        raise ValueError(f"tolerance must be a number above 0, in the unit of the answer, not {tolerance!r}")
    if not (reason and low and high):
        raise ValueError(
            "a question by number needs reason, low and high: what to say to a right, a smaller and a larger guess"
        )
    numbers = {"answer": float(answer), "tolerance": float(tolerance)}
    return {"kind": "number", **numbers, "unit": unit, "reason": reason, "low": low, "high": high}
