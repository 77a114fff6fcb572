"""The statements that names of a notebook need: all of them, in order, and no others."""

import linecache

import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell
from traitlets.config import Config

import nnlab
from nnlab.lab.keras_code.notebook_source import NotebookSource

IMPORTS = "import keras\nimport matplotlib.pyplot as plt\nimport numpy as np\nimport nnlab"
BUILD = "def build(activation):\n    return keras.Sequential([keras.Input((1,)), keras.layers.Dense(1, activation)])"


def notebook(*cells):
    """Run the cells as a kernel does; return the names that they leave."""
    shell = InteractiveShell(config=Config({"HistoryManager": {"enabled": False}}))
    for cell in (IMPORTS, BUILD, *cells):
        shell.run_cell(cell, store_history=True)
    return shell.user_ns


CASES = {
    "nothing but what is needed": (
        ["x = np.arange(3.0)  # three", "z = 5", "figure, axes = plt.subplots()\naxes.plot(x)\nprint(x.shape)"],
        "x = np.arange(3.0)  # three",
    ),
    "a generator's other draws in between": (
        [
            "generator = np.random.default_rng(1)\nn = 3",
            "noise = generator.normal(size=n)\nother = np.random.default_rng(2).normal()",
            "x = generator.normal(size=3)\nlate = generator.normal()",
        ],
        "generator = np.random.default_rng(1)\nn = 3\n\nnoise = generator.normal(size=n)\n\n"
        "x = generator.normal(size=3)",
    ),
    "a generator drawn from by a function": (
        [
            "generator = np.random.default_rng(1)\ndef draw():\n    return generator.normal()",
            "first = draw()",
            "x = draw()",
        ],
        "generator = np.random.default_rng(1)\n\n\ndef draw():\n    return generator.normal()\n\n\nfirst = draw()\n\n"
        "x = draw()",
    ),
    "NumPy's global generator": (
        ["np.random.rand()\nnp.random.seed(3)", "np.random.rand(2)\nplt.close()", "x = np.random.normal(size=3)"],
        "np.random.seed(3)\n\nnp.random.rand(2)\n\nx = np.random.normal(size=3)",
    ),
    "the seed of a function's global draws": (
        ["keras.utils.set_random_seed(3)", "def draw():\n    return np.random.normal(size=2)", "x = draw()"],
        "keras.utils.set_random_seed(3)\n\n\ndef draw():\n    return np.random.normal(size=2)\n\n\nx = draw()",
    ),
    "changes in place": (
        ["x = np.zeros(4)\nx[1] = 2", "x += 1\nx.sort()\nx.sum()", "y = x[1] + 3"],
        "x = np.zeros(4)\nx[1] = 2\n\nx += 1\nx.sort()\nx.sum()",
    ),
    "a loop that fills": (
        [
            "row = 7\nparts = []",
            "for row in range(2):\n    double = 2 * row\n    parts.append(double)\nx = np.array(parts)",
        ],
        "parts = []\n\nfor row in range(2):\n    double = 2 * row\n    parts.append(double)\nx = np.array(parts)",
    ),
    "a block's condition and its branches": (
        ["large = False\nscale = 2", "if large:\n    x = np.ones(3)\nelse:\n    x = scale * np.ones(2)"],
        "large = False\nscale = 2\n\nif large:\n    x = np.ones(3)\nelse:\n    x = scale * np.ones(2)",
    ),
    "a with block": (
        ["state = 1", "with np.errstate(all='ignore') as state:\n    x = np.log(np.ones(2))"],
        "with np.errstate(all='ignore') as state:\n    x = np.log(np.ones(2))",
    ),
    "variables of comprehensions and of functions": (
        ["k = n = 7", "m = 2", "def up(n):\n    return n + m", "x = np.array([up(k) for k in range(3)])"],
        "m = 2\n\n\ndef up(n):\n    return n + m\n\n\nx = np.array([up(k) for k in range(3)])",
    ),
    "what a body looks up when it runs": (
        ["slope = 1", "def line(t):\n    return slope * t", "slope = 3", "x = line(np.arange(3.0))", "slope = 5"],
        "def line(t):\n    return slope * t\n\n\nslope = 3\n\nx = line(np.arange(3.0))",
    ),
    "texts with gaps": (
        ["n = 2\ntable = {'n = 2': [1.0, 2.0]}", "x = np.array(table[f'n = {n}'])"],
        "n = 2\ntable = {'n = 2': [1.0, 2.0]}\n\nx = np.array(table[f'n = {n}'])",
    ),
    "tuples": (["(x, y), z = (np.ones(2), 1), 2", "y = 3"], "(x, y), z = (np.ones(2), 1), 2"),
    "decorators and classes": (
        [
            "import functools",
            "class Line:\n    slope = 2",
            "@functools.cache\ndef line():\n    return Line.slope * np.ones(2)",
            "x = line()",
        ],
        "class Line:\n    slope = 2\n\n\n"
        "@functools.cache\ndef line():\n    return Line.slope * np.ones(2)\n\n\nx = line()",
    ),
    "the cell below %%time": (["%%time\nx = np.ones(2)"], "x = np.ones(2)"),
    "one of several statements on a line": (["a = 1; x = np.ones(2); b = 2"], "x = np.ones(2)"),
    "cells that ran again": (["x = np.ones(2)", "x = x + 1", "x = np.ones(2)"], "x = np.ones(2)"),
}


@pytest.mark.parametrize("case", CASES)
def test_the_statements_run_alone_and_make_the_same(case):
    cells, expected = CASES[case]
    names = notebook(*cells)
    imports, text = NotebookSource("build", names["build"]).code(["x"])
    assert text == expected
    space = {}
    exec("\n".join([*sorted(imports), text]), space)
    np.testing.assert_array_equal(space["x"], names["x"])


def test_imports_are_taken_name_by_name():
    names = notebook("from math import cos, sin as sine\nimport os.path, json", "x = np.array(sine(1.0))")
    imports, _ = NotebookSource("build", names["build"]).code(["x"])
    assert imports == {"import numpy as np", "from math import sin as sine"}


def test_a_cell_that_raised_counts_as_not_run():
    names = notebook("x = np.ones(2)", "z = np.zeros(3)\nx = 1 / 0", "x = (")
    assert NotebookSource("build", names["build"]).code(["x"])[1] == "x = np.ones(2)"


def test_cells_of_a_kernel_that_remembers_none_are_found(monkeypatch):
    """nbval runs cells so: then each is a file of the kernel's own folder to Python, as it always is."""
    manager = type("Manager", (), {})
    names = {"In": [""], "get_ipython": lambda: type("Shell", (), {"history_manager": manager})}
    for number, cell in enumerate([IMPORTS, BUILD, "x = np.arange(3.0)", "y = 2 * x"]):
        file = f"/tmp/ipykernel_7/{number}.py"
        monkeypatch.setitem(linecache.cache, file, (len(cell), None, cell.splitlines(keepends=True), file))
        exec(compile(cell, file, "exec"), names)
    monkeypatch.setitem(linecache.cache, "/tmp/ipykernel_8/0.py", (5, None, ["x = 7"], "/tmp/ipykernel_8/0.py"))
    source = NotebookSource("build", names["build"])
    assert source.name_of("build", names["build"]) == "build"
    assert source.code(["y"])[1] == "x = np.arange(3.0)\n\ny = 2 * x"


def lab_code(*cells, **options):
    names = notebook("x = np.arange(3.0)\ny = 2 * x", *cells)
    rates = {"learning_rates": [0.1], "activations": ["linear"], "epochs": 1}
    sweep = nnlab.train_sweep(names["build"], names["x"], names["y"], **rates)
    return nnlab.Lab(sweep, [nnlab.LossCurve()], title="A", code=nnlab.KerasCode(**options)).keras_code


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("globals()['x'] = np.ones(3)", ["x is called 'x', but in an empty session that is another array"]),
        ("def double(values):\n    values *= 2\n\n\ndouble(y)", ["y is called 'y', but in an empty session that"]),
        (
            "table = {}\ndef fill():\n    table['x'] = np.ones(3)\n\n\nfill()\nx = table['x']",
            ["statements that make x, y do not run in an empty session (KeyError: 'x')", "\nx = table['x']"],
        ),
        ("globals()['one'] = 1.0\nx = x + one", ["the Keras code needs one (for x, y)", "no statement"]),
    ],
)
def test_data_that_the_statements_do_not_make_are_refused_in_a_sentence(cell, words):
    with pytest.raises(ValueError, match=r".") as refusal:
        lab_code(cell)
    assert all(word in str(refusal.value) for word in words), refusal.value


def test_looking_at_the_data_prints_nothing_and_leaves_the_global_generators_alone(capsys):
    names = notebook("np.random.seed(1)\nfor x in [np.random.rand(3)]:\n    print('made')\ny = 2 * x")
    before = np.random.get_state()[2]
    rates = {"learning_rates": [0.1], "activations": ["linear"], "epochs": 1}
    sweep = nnlab.train_sweep(names["build"], names["x"], names["y"], **rates)
    capsys.readouterr()
    lab = nnlab.Lab(sweep, [nnlab.LossCurve()], title="A", code=nnlab.KerasCode())
    assert "np.random.seed(1)\nfor x in" in lab.keras_code
    assert capsys.readouterr().out == ""
    assert np.random.get_state()[2] == before


def test_a_function_whose_name_means_another_one_by_now_is_refused():
    names = notebook("first = build\ndef build(activation):\n    pass")
    source = NotebookSource("build", names["first"])
    with pytest.raises(ValueError, match="where no other function has its name"):
        source.name_of("build", names["first"])
