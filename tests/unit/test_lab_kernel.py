"""The kernel's side of a Lab: what it answers, on the wire, to what its JavaScript asks."""

import asyncio
import gc
import threading
import time
import weakref
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import ipywidgets
import keras
import numpy as np
import pytest

import nnlab
from nnlab.sweep import loop

X = np.linspace(0, 5, 6)


def build(activation):
    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation=activation)])


def trained(epochs=40):
    rates = [0.01, 0.05]
    return nnlab.train_sweep(
        build, X, 2 * X, learning_rates=rates, activations=["linear", "relu"], epochs=epochs, parameters=True
    )


@pytest.fixture(scope="module")
def sweep():
    return trained()


@pytest.fixture(scope="module")
def long_sweep():
    """A sweep whose next rate takes minutes to train, in many small chunks."""
    few = trained(2)
    few._recipe.epochs = 300_000
    few._recipe.groups[:] = [replace(group, factors=np.ones((300_000, 1), np.float32)) for group in few._recipe.groups]
    return few


class Wire:
    """Both ends of a Lab's comm: what is said to Python, and all that Python says, in order, and on which threads."""

    def __init__(self, source):
        self.lab = nnlab.Lab(source, [nnlab.LossCurve(), nnlab.Fit()], title="A", start={"learning_rate": 0.05})
        self.heard, self.threads = [], set()
        self.lab.comm.publish_msg = self._publish

    def _publish(self, kind, data=None, metadata=None, buffers=None, **keys):
        assert kind == "comm_msg"
        self.threads.add(threading.current_thread())
        self.heard.append(data["content"] if data["method"] == "custom" else {"state": sorted(data["state"])})

    def say(self, content):
        self.lab.comm.handle_msg({"content": {"data": {"method": "custom", "content": content}}, "buffers": []})

    def train(self, rate, request="a"):
        self.say({"type": "train", "request": request, "learning_rate": rate})

    def kinds(self):
        return [message.get("type", "state") for message in self.heard]

    async def until(self, *kinds, seconds=30):
        """Wait until one of these kinds of message was heard, and return it."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            for message in self.heard:
                if message.get("type") in kinds:
                    return message
            await asyncio.sleep(0.01)
        raise AssertionError(f"none of {kinds} within {seconds} s, only {self.heard}")


def on_loop(exchange):
    """Run an exchange on an event loop, as ipykernel does; this thread may have that of a browser."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, exchange()).result()


def test_a_rate_off_the_ladder_is_trained_and_joins_the_runs(sweep):
    wire = Wire(sweep)

    async def exchange():
        wire.train(0.02)
        assert wire.kinds() == ["accepted"], "the answer does not wait for the training"
        return await wire.until("done", "failed")

    assert on_loop(exchange) == {"type": "done", "request": "a", "learning_rate": 0.02}
    lab = wire.lab
    assert lab.spec["controls"][0]["values"] == [0.01, 0.02, 0.05]
    assert lab.spec["arrays"]["data_loss"]["shape"] == [2, 3, 41]
    assert (lab.learning_rate, lab.selected.learning_rate) == (0.02, 0.02)
    fresh = nnlab.train_sweep(build, X, 2 * X, learning_rates=[0.02], activations=["linear"], epochs=40)
    np.testing.assert_allclose(lab.selected.data_loss, fresh.run().data_loss, rtol=1e-4)
    stored = np.frombuffer(lab.arrays["data_loss"], "float32").reshape(2, 3, 41)
    np.testing.assert_allclose(stored[0, 1], fresh.run().data_loss, rtol=2e-4)
    np.testing.assert_array_equal(lab.selected.loss, lab._source.run(0.02, "linear").loss)


def test_spec_and_arrays_arrive_in_one_message_before_the_rate_and_before_done(sweep):
    wire = Wire(sweep)

    async def exchange():
        wire.train(0.02)
        await wire.until("done")

    on_loop(exchange)
    said = [message for message in wire.heard if message.get("type") != "progress"]
    assert said[0]["type"] == "accepted"
    assert said[1:3] == [{"state": ["arrays", "spec"]}, {"state": ["learning_rate"]}]
    assert said[3]["type"] == "done"


def test_all_messages_come_from_the_thread_that_received_the_request(sweep):
    wire = Wire(sweep)

    async def exchange():
        wire.train(0.02)
        await wire.until("done")

    thread = threading.Thread(target=lambda: asyncio.run(exchange()))  # a subshell of ipykernel 7 is such a thread
    thread.start()
    thread.join()
    assert wire.threads == {thread}


def test_progress_is_told_now_and_then_and_cancel_stops_the_training(long_sweep, monkeypatch):
    monkeypatch.setattr(loop, "CHUNK_SECONDS", 1e-3)
    wire = Wire(long_sweep)

    async def exchange():
        wire.train(0.02)
        begin = time.monotonic()
        await wire.until("progress")
        await asyncio.sleep(0.7)
        wire.train(0.03, request="b")
        refused = await wire.until("failed")
        assert refused["request"] == "b"
        assert refused["sentence"] == "Learning rate 0.02 is still being trained. Wait for it, or cancel it."
        wire.say({"type": "cancel", "request": "b"})
        wire.say({"type": "ping", "request": "a"})
        assert wire.heard[-1] == {"type": "pong", "request": "a"}, "a ping is answered while the kernel trains"
        asked = time.monotonic()
        wire.say({"type": "cancel", "request": "a"})
        assert await wire.until("cancelled") == {"type": "cancelled", "request": "a"}
        assert time.monotonic() - asked < 2
        return time.monotonic() - begin

    seconds = on_loop(exchange)
    fractions = [message["fraction"] for message in wire.heard if message.get("type") == "progress"]
    assert fractions == sorted(fractions)
    assert 0 < fractions[0] <= fractions[-1] < 1
    assert len(fractions) <= seconds / 0.2 + 2
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("nnlab")]
    assert wire.lab.spec["controls"][0]["values"] == [0.01, 0.05]


def test_after_a_cancelled_training_another_one_works(sweep):
    wire = Wire(sweep)

    async def exchange():
        wire.train(0.02)
        wire.say({"type": "cancel", "request": "a"})
        await wire.until("cancelled", "done")
        wire.train(0.03, request="b")
        while not any(m.get("request") == "b" and m["type"] == "done" for m in wire.heard):
            await asyncio.sleep(0.01)

    on_loop(exchange)
    assert 0.03 in wire.lab._source.learning_rates


@pytest.mark.parametrize(
    ("rate", "sentence"),
    [
        (0, "A learning rate must lie between 1e-09 and 1000; 0 does not."),
        (-0.1, "A learning rate must lie between 1e-09 and 1000; -0.1 does not."),
        (1e12, "A learning rate must lie between 1e-09 and 1000; 1e+12 does not."),
        (float("nan"), "A learning rate must lie between 1e-09 and 1000; nan does not."),
        (float("inf"), "A learning rate must lie between 1e-09 and 1000; inf does not."),
        ("0.02", "A learning rate is a number such as 0.02, not '0.02'."),
        (None, "A learning rate is a number such as 0.02, not None."),
        (True, "A learning rate is a number such as 0.02, not True."),
    ],
)
def test_an_impossible_rate_is_refused_in_a_sentence(sweep, rate, sentence):
    wire = Wire(sweep)
    wire.train(rate)
    assert wire.heard == [
        {"type": "accepted", "request": "a"},
        {"type": "failed", "request": "a", "sentence": sentence},
    ]


def test_a_source_that_cannot_train_is_refused_in_a_sentence(sweep):
    wire = Wire(replace(sweep, _recipe=None))
    wire.train(0.02)
    assert wire.heard[-1]["sentence"] == "This Lab holds stored results only, so no learning rate can be added to it."
    table = nnlab.tabulate(
        build, X, X, knobs={"w": [1.0, 2.0]}, setting=lambda w: {"weights": [[[w]], [0.0]]}, activations=["linear"]
    )
    side = nnlab.lab.KernelSide(lambda: table, wire.heard.append, None)
    side.receive({"type": "train", "request": "t", "learning_rate": 0.02})
    assert wire.heard[-1]["sentence"] == "This Lab shows a network that is not trained, so it has no learning rate."


def test_an_error_in_training_is_told_in_one_sentence_and_leaves_the_lab_as_it_was(sweep, monkeypatch):
    def fails(*_arguments):
        raise MemoryError("there is no memory left\nsecond line")

    monkeypatch.setattr(sweep._recipe, "train", fails)
    wire = Wire(sweep)

    async def exchange():
        wire.train(0.02)
        return await wire.until("failed")

    assert on_loop(exchange)["sentence"] == "there is no memory left"
    assert wire.lab.spec["controls"][0]["values"] == [0.01, 0.05]


@pytest.mark.parametrize(
    "content",
    [None, "train", {}, {"type": "train"}, {"type": "train", "request": 3}, {"type": "dance", "request": "a"}],
)
def test_what_is_no_message_of_the_protocol_is_ignored(sweep, content):
    wire = Wire(sweep)
    wire.say(content)
    assert wire.heard == []


def test_a_rate_that_is_on_the_ladder_is_shown_without_training(sweep, monkeypatch):
    monkeypatch.setattr(sweep._recipe, "train", None)
    wire = Wire(sweep)

    async def exchange():
        wire.train(0.01 * (1 + 1e-9))
        return await wire.until("done", "failed")

    assert on_loop(exchange) == {"type": "done", "request": "a", "learning_rate": 0.01}
    assert wire.lab.learning_rate == 0.01


def test_nothing_of_a_request_is_kept(sweep):
    wire = Wire(sweep)

    async def exchange():
        wire.train(0.02)
        await wire.until("done")
        first = weakref.ref(wire.lab._source)
        wire.heard.clear()
        wire.train(0.03, request="b")
        await wire.until("done")
        return first

    first = on_loop(exchange)
    gc.collect()
    assert first() is None, "the sweep of two trainings ago"
    assert wire.lab._kernel_side._job is None


def test_a_lab_without_an_event_loop_answers_too(sweep):
    wire = Wire(sweep)
    with ThreadPoolExecutor(1) as pool:  # this thread may have the loop of a browser
        pool.submit(wire.train, 0.02).result()
    on_loop(lambda: wire.until("done"))
    assert wire.lab.selected.learning_rate == 0.02


def test_every_process_has_its_own_token(sweep):
    labs = [Wire(sweep).lab, Wire(sweep).lab]
    assert len(labs[0].kernel) == 32
    assert labs[0].kernel == labs[1].kernel


def test_observers_and_links_follow_the_reader(sweep):
    first, second = Wire(sweep).lab, Wire(sweep).lab
    seen = []
    first.observe(lambda change: seen.append((change["old"], change["new"])), "learning_rate")
    first.set_state({"learning_rate": 0.01})  # as the JavaScript does
    assert seen == [(0.05, 0.01)]
    link = ipywidgets.jslink((first, "learning_rate"), (second, "learning_rate"))
    assert link.source[0] is first


@pytest.mark.parametrize(("rate", "shown"), [(0.012, 0.01), (0.04, 0.05), (7, 0.05), (0, 0.01)])
def test_a_rate_of_another_lab_selects_the_nearest_run_as_the_screen_does(sweep, rate, shown):
    lab = Wire(sweep).lab
    lab.learning_rate = rate
    assert lab.selected.learning_rate == shown
