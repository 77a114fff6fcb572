"""Break important things one by one in copies of the checkout, and show which test notices.

Each mutation replaces one piece of text, runs the tests named and expects them to fail; first the tests are run without
any mutation, so that it is the mutation that they notice. Prints a table; exits with 1 where a mutation survives, and
with 2 where a text is no longer there. Names on the command line choose some of the mutations.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
LEAVE_OUT = (".venv", "_build", ".git", "node_modules", ".hypothesis", "__pycache__", ".pytest_cache", ".ruff_cache")
AT_ONCE = min(2, os.cpu_count() or 1)
SECONDS = 600  # for the tests of one mutation, which take a few; too slow is not noticed


@dataclass(frozen=True)
class Mutation:
    """What is broken, and where it is noticed.

    name: in a few words. file, old, new: what is replaced; `old` occurs once. tests: a pytest node or a file of node
    tests (a name after `::` is that of one test), whose names say what a user would see.
    """

    name: str
    file: str
    old: str
    new: str
    tests: str


SWEEP = "tests/unit/test_sweep.py"
PROPERTIES = "tests/unit/test_sweep_properties.py"
KERAS = "tests/unit/test_sweep_equals_keras.py"
TYPING = "frontend/test/typing.test.js"
LIVE_WIDGETS = "_ext/live_widgets"
HOST = f"{LIVE_WIDGETS}/tests/test_host.py"
MUTATIONS = [
    Mutation(
        "wrong sign of the gradient",
        "nnlab/sweep/optimizers.py",
        "return weights - rates * gradients, slots",
        "return weights + rates * gradients, slots",
        f"{SWEEP}::test_one_neuron_follows_gradient_descent_by_hand",
    ),
    Mutation(
        "Adam forgets its bias correction",
        "nnlab/sweep/optimizers.py",
        "t = tf.cast(step + 1, tf.float32)",
        "t = tf.cast(step + 2, tf.float32)",
        f"{KERAS}::test_the_full_batch_equals_keras",
    ),
    Mutation(
        "the ladder of learning rates is reversed",
        "nnlab/sweep/inputs.py",
        "ladder = tuple(sorted(float(rate) for rate in rates))",
        "ladder = tuple(sorted((float(rate) for rate in rates), reverse=True))",
        f"{SWEEP}::test_a_learning_rate_added_later_equals_one_trained_at_once_and_compiles_nothing",
    ),
    Mutation(
        "the losses of a ladder belong to its neighbours",
        "nnlab/sweep/recipe.py",
        "tf.tile(tf.constant(rates, tf.float32), [self.starts])",
        "tf.tile(tf.constant(rates[::-1], tf.float32), [self.starts])",
        f"{SWEEP}::test_one_neuron_follows_gradient_descent_by_hand",
    ),
    Mutation(
        "the seed is ignored",
        "nnlab/sweep/pure_model.py",
        "keras.utils.set_random_seed(seed)",
        "keras.utils.set_random_seed(0)",
        f"{SWEEP}::test_the_same_seed_gives_the_same_result_to_the_last_bit_and_another_seed_another",
    ),
    Mutation(
        "the batches are not shuffled",
        "nnlab/sweep/order.py",
        "return philox.permutations(n, seed, philox.ORDER, epochs)",
        "return np.tile(np.arange(n, dtype=np.int32), (epochs, 1))",
        f"{SWEEP}::test_batches_cut_a_new_permutation_each_epoch_and_leave_the_rest_to_the_last",
    ),
    Mutation(
        "a round of the portable generator is missing",
        "nnlab/sweep/philox.py",
        "_ROUNDS = 10",
        "_ROUNDS = 9",
        "tests/unit/test_portable_random.py",
    ),
    Mutation(
        "every further start begins alike",
        "nnlab/sweep/groups.py",
        "initial_weights(network.model, start, self._seed) for start in",
        "initial_weights(network.model, 1, self._seed) for start in",
        "tests/unit/test_starts.py::test_every_start_is_what_keras_trains_from_its_weights",
    ),
    Mutation(
        "the activation is ignored",
        "nnlab/sweep/pure_model.py",
        "model = self._build(activation, **arguments)",
        'model = self._build("linear", **arguments)',
        f"{KERAS}::test_the_full_batch_equals_keras",
    ),
    Mutation(
        "Dropout's seed is not threaded through the loop",
        "nnlab/sweep/loop.py",
        "return (packed, new_state, seeds, slots, step + 1)",
        "return (packed, new_state, carry[2], slots, step + 1)",
        f"{KERAS}::test_dropout_draws_the_masks_that_keras_draws_and_a_new_one_each_step",
    ),
    Mutation(
        "a run diverges one epoch late",
        "nnlab/sweep/run.py",
        "return int(np.argmax(lost)) + 1 if lost.any()",
        "return int(np.argmax(lost)) + 2 if lost.any()",
        f"{SWEEP}::test_a_diverged_run_is_kept_says_at_which_epoch_and_warns_of_nothing",
    ),
    Mutation(
        "a setting finds its neighbour's run",
        "nnlab/sweep/ladders.py",
        "        if _equal(candidate, value):\n            return i",
        "        if _close(candidate, value):\n            return i",
        f"{PROPERTIES}::test_every_setting_of_a_sweep_is_found_and_is_its_own",
    ),
    Mutation(
        "checks accept everything",
        "nnlab/learn/differences.py",
        "if not wrong.any():",
        "if True:",
        "tests/unit/test_checks.py::test_a_known_mistake_gets_its_own_message",
    ),
    Mutation(
        "checks refuse what NumPy calls True",
        "nnlab/learn/differences.py",
        'value.dtype.kind in "bU":',
        'value.dtype.kind in "U":',
        "tests/unit/test_checks_properties.py::test_a_truth_value_is_right_as_numpy_has_it_too",
    ),
    Mutation(
        "checks know a slip in full digits only",
        "nnlab/learn/checks.py",
        "if not difference(given, value, tolerance.like(expected, value)):",
        "if not difference(given, value, Tolerance(1e-6)):",
        "tests/unit/test_checks.py::test_a_slip_is_recognised_when_it_is_rounded_as_well",
    ),
    Mutation(
        "a forgotten return counts as no answer yet",
        "nnlab/learn/checks.py",
        "if _unanswered(given) or _is_stub(given):",
        "if _unanswered(given) or (callable(given) and given(*cases[0]) is None):",
        "tests/unit/test_checks.py::test_a_function_that_forgets_to_return_is_told_so",
    ),
    Mutation(
        "the Keras code shows the wrong rate",
        "frontend/src/keras-code.js",
        'const rate = view.get("learning_rate");',
        'const rate = 2 * view.get("learning_rate");',
        "frontend/test/extras.test.js::the code is that of the setting and epoch on screen, and can be copied",
    ),
    Mutation(
        "the Lab draws the wrong epoch",
        "frontend/src/view.js",
        "if (epochs[middle] <= epoch) low = middle;",
        "if (epochs[middle] < epoch) low = middle;",
        "frontend/test/readout.test.js::the snapshot is the last one at or before the epoch, never a later one",
    ),
    Mutation(
        "the address of a moment is ignored",
        "frontend/src/address.js",
        "    lab.restore(moment);\n",
        "",
        "frontend/test/address.test.js::a link leads to its moment, and following it writes nothing",
    ),
    Mutation(
        "a lost kernel is waited for",
        "frontend/src/kernel.js",
        "const PATIENCE = 2700;",
        "const PATIENCE = 9700;",
        f"{TYPING}::a kernel that does not answer within 3 s is said to be lost, and the Lab goes on",
    ),
    Mutation(
        "text of a widget becomes markup",
        "frontend/src/dom.js",
        "if (node.textContent !== value) node.textContent = value;",
        "if (node.textContent !== value) node.innerHTML = value;",
        "frontend/test/lab.test.js::hostile text stays text",
    ),
    Mutation(
        "JavaScript's own words are shown to the reader",
        "frontend/src/problem.js",
        'return written ? error.message : "What was saved of it is damaged.";',
        "return error.message;",
        "frontend/test/fuzz.test.js::a damaged Lab lives or says a plain sentence",
    ),
    Mutation(
        "the host drops a buffer",
        "_ext/live_widgets/live_widgets/static/saved_data.js",
        "for (const buffer of buffers) {",
        "for (const buffer of buffers.slice(1)) {",
        f"{HOST}::test_widgets_answer_without_a_kernel",
    ),
    Mutation(
        "one broken widget takes the page with it",
        "_ext/live_widgets/live_widgets/static/host.js",
        "    life.abort();\n",
        "    document.body.replaceChildren();\n",
        f"{HOST}::test_a_broken_widget_says_so_and_the_rest_lives",
    ),
    Mutation(
        "thebe, which erases widgets, stays on the pages",
        "_ext/live_widgets/live_widgets/stock_routes.py",
        "        app.disconnect(listener.id)",
        "        continue",
        f"{LIVE_WIDGETS}/tests/test_builds.py::test_thebe_is_left_out_without_a_word",
    ),
    Mutation(
        "the build drops the alt text",
        "_ext/book/finish/theme_html.py",
        "light = f'<img{match[1]} {numbers}",
        'return f\'<img src="{match[2]}" {numbers}',
        "tests/site/test_builds.py::test_the_sentence_that_describes_a_figure_reaches_the_page",
    ),
    Mutation(
        "the key of the cache leaves out the package",
        "_ext/book/execution/cache.py",
        "for file in files_in(source / name):",
        "for file in ():",
        "tests/site/test_builds.py::test_an_edited_dependency_runs_the_notebooks_again_and_nothing_else_does",
    ),
    Mutation(
        "results that were cut off are taken for whole",
        "_ext/book/execution/cache.py",
        "    except (KeyError, ValueError):  # no file, or one that was cut off",
        "    except ZeroDivisionError:",
        "tests/unit/test_ext_execution_cache.py::test_results_that_a_kill_left_half_are_forgotten_and_can_be_kept_anew",
    ),
    Mutation(
        "a page that was cut off is taken for whole",
        "_ext/book/execution/interrupted_builds.py",
        "return sorted(env.found_docs) if cut_short else []",
        "return []",
        "tests/site/test_faults_of_builds.py::test_a_page_that_was_cut_off_while_it_was_written_is_written_again",
    ),
    Mutation(
        "two builds work in one folder at once",
        "run.py",
        "fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)",
        "pass",
        "tests/site/test_faults_of_builds.py::test_builds_that_are_cut_short_in_any_way_are_gone_on_with_and_a_second_build_waits",
    ),
    Mutation(
        "the lint overlooks a number that no cell prints",
        "tests/notebooks/chapter_lint.py",
        "if float(found) not in known:",
        "if False:",
        "tests/notebooks/test_chapter_lint.py::test_what_is_taken_away_is_missed",
    ),
]


def commands(nodes: Sequence[str]) -> list[list[str]]:
    """The commands that run these tests: one for all of pytest's, live_widgets' apart; one for each of Node's."""
    found = []
    for file, _, name in (node.partition("::") for node in nodes if ".test.js" in node):
        found.append(["node", "--test", f"--test-name-pattern=^{re.escape(name)}$", file])
    of_python = [node for node in nodes if ".test.js" not in node]
    for is_live_widgets in (False, True):  # a project of its own, with its own browser
        if chosen := [node for node in of_python if node.startswith(LIVE_WIDGETS) == is_live_widgets]:
            found.append([sys.executable, "-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", *chosen])
    return found


def passes(nodes: Sequence[str], folder: Path, *, seconds: float | None = None, say: bool = False) -> bool:
    """Whether the tests pass in this checkout. say: print a failure. Raises TimeoutExpired after so many seconds."""
    own = f"{folder}{os.pathsep}{folder / LIVE_WIDGETS}"
    environment = {**os.environ, "PYTHONPATH": own, "PYTHONDONTWRITEBYTECODE": "1"}
    options = {"cwd": folder, "env": environment, "capture_output": True, "timeout": seconds, "check": False}
    for command in commands(nodes):
        result = subprocess.run(command, text=True, **options)
        if result.returncode not in (0, 1) or re.search(r"^# tests 0$", result.stdout, re.MULTILINE):
            sys.exit(f"{' '.join(command)} cannot be run:\n{result.stdout}{result.stderr}")
        if result.returncode:
            print(result.stdout if say else "", end="")
            return False
    return True


def copy_checkout(folder: Path) -> None:
    shutil.copytree(ROOT, folder, ignore=shutil.ignore_patterns(*LEAVE_OUT))
    for name in (".venv", "frontend/node_modules"):
        if (ROOT / name).exists():
            (folder / name).symlink_to((ROOT / name).resolve(), target_is_directory=True)


def broken(mutation: Mutation, text: str) -> str:
    """Return the file's text with the mutation in it."""
    if text.count(mutation.old) != 1:
        print(f"{mutation.name}: {mutation.file} holds {text.count(mutation.old)} times, not once: {mutation.old}")
        sys.exit(2)
    return text.replace(mutation.old, mutation.new)


def notice(mutation: Mutation) -> tuple[str, float]:
    """Break one thing in a copy and say whether its tests notice, and in how many seconds."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "checkout"
        copy_checkout(folder)
        file = folder / mutation.file
        file.write_text(broken(mutation, file.read_text("utf-8")), "utf-8")
        try:
            verdict = "SURVIVES" if passes([mutation.tests], folder, seconds=SECONDS) else "noticed"
        except subprocess.TimeoutExpired:
            verdict = "TOO SLOW"
    return verdict, time.monotonic() - started


def main(words: Sequence[str]) -> int:
    """Try the mutations whose names hold one of the words (all without any); return the exit code."""
    chosen = [each for each in MUTATIONS if not words or any(word in each.name for word in words)]
    if not shutil.which("node") and any(".test.js" in each.tests for each in chosen):
        sys.exit("Node.js is not on the PATH; the tests of the front end need it.")
    for mutation in chosen:
        broken(mutation, (ROOT / mutation.file).read_text("utf-8"))
    print(f"{len(chosen)} mutations; their tests without any mutation first.", flush=True)
    if not passes([each.tests for each in chosen], ROOT, say=True):
        sys.exit("One of the tests fails without any mutation.")
    with ThreadPoolExecutor(AT_ONCE) as pool:
        verdicts = []
        for mutation, (verdict, seconds) in zip(chosen, pool.map(notice, chosen), strict=True):
            verdicts.append(verdict)
            print(f"{verdict:<9}{seconds:4.0f} s  {mutation.name:<52}{mutation.tests.partition('::')[2]}", flush=True)
    print(f"{verdicts.count('noticed')} of {len(verdicts)} mutations are noticed.")
    return int(set(verdicts) != {"noticed"})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
