"""The kernel's side of a Lab: trains a learning rate that is not on the ladder, when the reader asks for it.

The Lab's JavaScript asks by messages (train, cancel, ping), each with the name of its request, and every answer repeats
that name. A message is answered at once; the training runs in a thread of its own, so that "cancel" is heard meanwhile.
"""

from __future__ import annotations

import asyncio
import contextvars
import math
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from nnlab.sweep.recipe import Cancelled
from nnlab.sweep.records import Sweep
from nnlab.sweep.source import Source

LOWEST, HIGHEST = 1e-9, 1e3  # learning rates that could mean anything lie in between
INTERVAL = 0.2  # seconds between two messages about progress

Post = Callable[..., None]


@dataclass
class Job:
    """One training under way."""

    request: str
    rate: float
    post: Post
    cancelled: threading.Event = field(default_factory=threading.Event)


class KernelSide:
    """Answers the messages of one Lab.

    source() gives the source that the Lab holds at the moment, send(message) tells the JavaScript something, and
    join(sweep, rate) puts a sweep with the new rate in the place of the old one and returns the rate as it is on the
    ladder. All three are called on the thread that received the request, never on the one that trains.
    """

    def __init__(
        self, source: Callable[[], Source], send: Callable[[dict], None], join: Callable[[Sweep, float], float]
    ) -> None:
        self._source, self._send, self._join = source, send, join
        self._job: Job | None = None

    def receive(self, content: object) -> None:
        """Answer one message; what is no message of this protocol is ignored."""
        if not isinstance(content, Mapping) or not isinstance(content.get("request"), str):
            return
        request, kind = content["request"], content.get("type")
        if kind == "ping":
            self._send({"type": "pong", "request": request})
        elif kind == "cancel" and self._job is not None and self._job.request == request:
            self._job.cancelled.set()
        elif kind == "train":
            self._send({"type": "accepted", "request": request})
            try:
                self._begin(request, content.get("learning_rate"))
            except (TypeError, ValueError) as error:
                self._fail(request, error)

    def _begin(self, request: str, wanted: object) -> None:
        sweep = self._source()
        rate = check_rate(wanted)
        if not isinstance(sweep, Sweep):
            raise TypeError("This Lab shows a network that is not trained, so it has no learning rate.")
        if not sweep.origins:
            raise ValueError("This Lab holds stored results only, so no learning rate can be added to it.")
        if self._job is not None:
            raise ValueError(f"Learning rate {self._job.rate:g} is still being trained. Wait for it, or cancel it.")
        self._job = Job(request, rate, _poster())
        threading.Thread(target=self._train, args=(self._job, sweep), name=f"nnlab {request}", daemon=True).start()

    def _train(self, job: Job, sweep: Sweep) -> None:
        """Train in this thread; everything that touches the widget is handed back to the thread that received it."""
        due = 0.0

        def progress(fraction: float) -> None:
            nonlocal due
            if time.monotonic() >= due:
                due = time.monotonic() + INTERVAL
                job.post(self._send, {"type": "progress", "request": job.request, "fraction": fraction})

        try:
            longer = sweep.with_learning_rates([job.rate], progress=progress, cancelled=job.cancelled)
        except BaseException as error:  # whatever it was: the reader waits for an answer
            job.post(self._end, job, error)
        else:
            job.post(self._end, job, longer)

    def _end(self, job: Job, result: Sweep | BaseException) -> None:
        self._job = None
        if isinstance(result, Cancelled):
            self._send({"type": "cancelled", "request": job.request})
            return
        try:
            if isinstance(result, BaseException):
                raise result
            rate = self._join(result, job.rate)
        except Exception as problem:
            self._fail(job.request, problem)
        else:
            self._send({"type": "done", "request": job.request, "learning_rate": rate})

    def _fail(self, request: str, error: BaseException) -> None:
        lines = str(error).strip().splitlines() or [type(error).__name__]
        self._send({"type": "failed", "request": request, "sentence": lines[0]})


def check_rate(wanted: object) -> float:
    """Return a learning rate that can be trained; raises ValueError or TypeError with a sentence for the reader."""
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        raise TypeError(f"A learning rate is a number such as 0.02, not {wanted!r}.")
    if not math.isfinite(wanted) or not LOWEST <= wanted <= HIGHEST:
        raise ValueError(f"A learning rate must lie between {LOWEST:g} and {HIGHEST:g}; {wanted:g} does not.")
    return float(wanted)


def _poster() -> Post:
    """Return a function that calls another one, with its arguments, on the event loop that is running now.

    ipykernel handles widget messages on the loop of the main thread or, since version 7, of a subshell, in a context
    that says which message is answered. Its sockets and ipywidgets' state belong to that loop. The worker's calls go
    there, in that context. Where no loop runs (a plain Python process), the function is called directly.
    """
    try:
        loop = asyncio.get_running_loop()
    except RuntimeError:
        return lambda function, *arguments: function(*arguments)
    context = contextvars.copy_context()

    def post(function: Callable[..., None], *arguments: object) -> None:
        if not loop.is_closed():  # a kernel that shuts down has nobody to tell
            loop.call_soon_threadsafe(function, *arguments, context=context)

    return post
