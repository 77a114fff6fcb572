"""run.py: what a newcomer meets first."""

import ast
import importlib.util
import json
import re
import shutil
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

RUN = Path(__file__).parents[2] / "run.py"


@pytest.fixture(scope="module")
def run():
    spec = importlib.util.spec_from_file_location("run", RUN)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def started(*words):
    return subprocess.run([sys.executable, str(RUN), *words], capture_output=True, text=True, check=False)


def test_alone_it_says_in_one_line_what_each_task_does(run):
    result = started()
    assert result.returncode == 0
    assert [line.split()[2] for line in result.stdout.splitlines()] == list(run.TASKS)
    assert all(len(line.split()) > 4 for line in result.stdout.splitlines())


def test_an_unknown_task_is_named_and_fails():
    result = started("bok")
    assert result.returncode == 1
    assert "bok is not one of these tasks." in result.stderr


def test_an_old_python_gets_as_far_as_the_sentence_about_versions():
    ast.parse(RUN.read_text("utf-8"), feature_version=(3, 4))
    before_the_check = RUN.read_text("utf-8").split("if not (3, 11)")[0]
    imported = [node.names[0].name for node in ast.walk(ast.parse(before_the_check)) if isinstance(node, ast.Import)]
    assert set(imported) <= {"glob", "hashlib", "json", "os", "shutil", "subprocess", "sys", "time"}


def test_notebooks_keep_text_outputs_only_and_the_same_for_every_run(run, tmp_path):
    picture = {"output_type": "display_data", "data": {"image/png": "aaaa"}, "metadata": {"a": 1}}
    widget = {"output_type": "execute_result", "execution_count": 1, "metadata": {}}
    widget["data"] = {"text/plain": ["Lab"], "application/vnd.jupyter.widget-view+json": {"model_id": "7"}}
    pieces = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("one\ntw", "o\n")]
    cell = {"cell_type": "code", "metadata": {"execution": {"x": "12:00"}}, "source": []}
    cell |= {"outputs": [picture, widget, *pieces], "execution_count": 1}
    notebook = {"cells": [cell], "metadata": {"widgets": {"state": 1}}, "nbformat": 4, "nbformat_minor": 5}
    path = tmp_path / "a.ipynb"
    path.write_text(json.dumps(notebook), "utf-8")
    run.keep_text_outputs(str(path))
    kept = json.loads(path.read_text("utf-8"))
    assert kept["cells"][0]["outputs"] == [
        {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": {"text/plain": ["Lab"]}},
        {"output_type": "stream", "name": "stdout", "text": ["one\n", "two\n"]},
    ]
    assert kept["cells"][0]["metadata"] == {}
    assert "widgets" not in kept["metadata"]


@pytest.mark.skipif(sys.platform == "win32", reason="Ctrl-C reaches only the foreground there")
def test_the_book_is_served_without_a_word_for_each_page_until_ctrl_c(tmp_path):
    (tmp_path / "index.html").write_text("the book", "utf-8")
    ctrl_c = "signal.signal(signal.SIGINT, signal.default_int_handler)"  # a test in the background has none
    code = f"import run, signal; {ctrl_c}; run.SITE = {str(tmp_path)!r}; run.serve()"
    serving = subprocess.Popen(
        [sys.executable, "-c", code], cwd=RUN.parent, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    address = re.search(r"http://127\.0\.0\.1:\d+/", serving.stdout.readline())[0]
    with urllib.request.urlopen(address) as answer:
        assert answer.read() == b"the book"
    serving.send_signal(signal.SIGINT)
    assert serving.communicate(timeout=30)[0].strip() == ""
    assert serving.returncode == 0


@pytest.fixture
def called(run, monkeypatch):
    """The commands that a task starts, each with the variables that it sets; none of them runs."""
    commands = []
    monkeypatch.setattr(run, "call", lambda command, folder="", **variables: commands.append((command, variables)))
    for name in ("find_programs", "set_up", "build", "install_node_packages"):
        monkeypatch.setattr(run, name, lambda *arguments: None)
    return commands


@pytest.mark.parametrize("task", ["test", "test-deep"])
def test_every_notebook_runs_once_in_fresh_kernels_without_a_network(run, called, task):
    run.TASKS[task]()
    compared = [(command, variables) for command, variables in called if "--nbval" in command]
    assert len(compared) == 1
    command, variables = compared[0]
    assert command[-1] == "chapters", "the skeleton lies in there"
    assert (Path(variables["IPYTHONDIR"]) / "profile_default" / "startup" / "offline.py").exists()


def test_the_tests_of_live_widgets_run_too_and_those_that_install_packages_in_the_deep_task_alone(run, called):
    run.TASKS["test"]()
    own = [command for command, _ in called if "_ext/live_widgets/tests" in command]
    assert len(own) == 1
    assert own[0][-2:] == ["--ignore", run.LIVE_EXAMPLE]
    assert (RUN.parent / run.LIVE_EXAMPLE).exists()
    run.TASKS["test-deep"]()
    assert [command[-1] for command, _ in called].count(run.LIVE_EXAMPLE) == 3, "ignored twice, run once"


@pytest.fixture
def fresh(run, tmp_path, monkeypatch):
    """A checkout in which nothing is set up, and the commands that setting it up starts."""
    commands = []
    monkeypatch.setattr(run, "ROOT", str(tmp_path))
    monkeypatch.setattr(run, "VENV", str(tmp_path / ".venv"))
    (tmp_path / "requirements.txt").write_text("numpy==2", "utf-8")

    def call(command):
        commands.append(" ".join(command))
        if "venv" in command:  # --clear
            shutil.rmtree(run.VENV, ignore_errors=True)
            (tmp_path / ".venv").mkdir()

    monkeypatch.setattr(run, "call", call)
    return commands


def test_a_set_up_that_was_interrupted_begins_anew_and_a_finished_one_is_kept(run, fresh, tmp_path, monkeypatch):
    whole = run.call

    def interrupted(command):
        whole(command)
        if "install" in command:
            raise KeyboardInterrupt

    monkeypatch.setattr(run, "call", interrupted)
    with pytest.raises(KeyboardInterrupt):
        run.set_up()
    fresh.clear()
    monkeypatch.setattr(run, "call", whole)
    run.set_up()
    assert len(fresh) == 4, "the virtual environment, the locked packages, our own two"
    assert "--clear" in fresh[0]
    run.set_up()
    assert len(fresh) == 4
    (tmp_path / "requirements.txt").write_text("numpy==3", "utf-8")
    monkeypatch.setattr(run, "call", interrupted)
    with pytest.raises(KeyboardInterrupt):  # cut short while it brings an old one up to date
        run.set_up()
    monkeypatch.setattr(run, "call", whole)
    (tmp_path / "requirements.txt").write_text("numpy==2", "utf-8")
    run.set_up()
    assert "--clear" in fresh[-4], "what is half new is not taken for the old one"
