"""Every task of this repository: `python run.py` lists them. Standard library only; the usual tools do the work.

The text of this file stays readable for any Python, so that an old one reaches the sentence about versions below.
"""

import glob
import hashlib
import json
import os
import shutil
import subprocess
import sys
import time

if not (3, 11) <= sys.version_info[:2] <= (3, 13):
    sys.exit(
        "This course needs Python 3.11, 3.12 or 3.13; this is %d.%d. Start run.py with one of those."
        % sys.version_info[:2]
    )

ROOT = os.path.dirname(os.path.abspath(__file__))
VENV = os.path.join(ROOT, ".venv")
PYTHON = os.path.join(VENV, "Scripts", "python.exe") if os.name == "nt" else os.path.join(VENV, "bin", "python")
FRONTEND = os.path.join(ROOT, "frontend")
SITE = os.path.join(ROOT, "_build", "html")
LOCK = os.path.join(ROOT, ".lock")
OWN_PACKAGES = [".", "./_ext/live_widgets"]  # nnlab, and the Sphinx extension that any book can install
LIVE_EXAMPLE = "_ext/live_widgets/tests/test_example.py"  # makes environments of its own


def book():
    """set up, build the book and serve it until Ctrl-C"""
    site()
    serve()


def site():
    """set up and build the book into _build/html"""
    alone(build)


def test():
    """set up, build the book and run every test that CI runs"""
    find_programs()
    alone(set_up)
    call([PYTHON, "_ext/live_widgets/tests/pages.py"])  # before anything that takes long
    site()
    if shutil.which("node"):
        install_node_packages()
        call(npm("run", "--silent", "check"), FRONTEND)
        call(npm("test", "--silent"), FRONTEND)
    else:
        print("Node.js is not here, so the frontend's own tests and the check of its bundle do not run.")
    call([PYTHON, "-m", "ruff", "check", "."])
    call([PYTHON, "-m", "ruff", "format", "--check", "."])
    call([PYTHON, "-m", "mypy"])
    call(pytest(PYTHON) + ["tests/unit", "tests/site", "tests/notebooks"])
    call(pytest(PYTHON) + ["--dist", "loadfile", "_ext/live_widgets/tests", "--ignore", LIVE_EXAMPLE])
    compare_outputs(PYTHON, ["chapters"])
    call([PYTHON, "-m", "pytest", "tests/live/test_jupyterlab.py"])


def test_deep():
    """run every test, those that take longer than CI allows included"""
    test()
    call([PYTHON, "-m", "pytest", "tests/live/test_chapters.py", "tests/live/test_binder_image.py"])
    call([PYTHON, "-m", "pytest", LIVE_EXAMPLE])
    # test() has seen every page in one theme on a phone and in the other on a desk.
    call([PYTHON, "-m", "pytest", "tests/site/test_accessibility.py"], ALL_LOOKS="1")
    call([PYTHON, "tests/mutations.py"])
    install_node_packages(os.path.join(ROOT, "benchmarks", "lighthouse"))
    for name in ("sweep_against_fit", "sweep_as_it_grows", "redraw_of_chapters", "notebooks", "judge_pages"):
        call([PYTHON, "benchmarks/%s.py" % name])


def bench():
    """measure the book against other ways to the same, for its page of results (about 25 minutes)"""
    find_programs()
    site()
    call([PYTHON, "benchmarks/bench.py"] + sys.argv[2:])


def notebooks():
    """execute the notebooks named (default: all) and keep their text outputs only"""
    alone(set_up)
    paths = sys.argv[2:] or sorted(glob.glob(os.path.join(ROOT, "chapters", "*.ipynb")))
    call([PYTHON, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", "--log-level=WARN"] + paths)
    for path in paths:
        keep_text_outputs(path)


def newest():
    """compare the notebooks named (default: all) on the newest versions that pyproject.toml allows, not the locked"""
    folder = os.path.join(ROOT, "_build", "newest")
    python = PYTHON.replace(VENV, folder)
    call([sys.executable, "-m", "venv", "--clear", folder])
    call([python, "-m", "pip", "install", "-qq", "--disable-pip-version-check", "--editable", ".[book,test]"])
    call([python, "-m", "pip", "freeze", "--exclude-editable"])
    compare_outputs(python, sys.argv[2:] or ["chapters"])


def bundle():
    """bundle the frontend into nnlab/static and assets/static (needs Node)"""
    install_node_packages()
    call(npm("run", "--silent", "build"), FRONTEND)


def lock():
    """compile requirements.txt from pyproject.toml, for every platform, with hashes; --upgrade raises what it can"""
    alone(set_up)
    call([PYTHON, "-m", "pip", "install", "-qq", "uv"])
    call(
        [PYTHON, "-m", "uv", "pip", "compile", "--all-extras", "--universal"]
        + [folder + "/pyproject.toml" for folder in OWN_PACKAGES]
        + ["--fork-strategy", "fewest"]
        + ["--python-version", "3.11", "--generate-hashes", "--no-annotate", "--quiet"]
        + ["--custom-compile-command", "python run.py lock", "--output-file", "requirements.txt"]
        + sys.argv[2:]
    )


def clean():
    """delete everything that can be made again"""
    for path in [VENV, os.path.join(ROOT, "_build"), os.path.join(FRONTEND, "node_modules")]:
        shutil.rmtree(path, ignore_errors=True)


def build():
    set_up()
    # Without -W a notebook that fails would leave a broken page and exit code 0.
    jupyter_book = os.path.join(os.path.dirname(PYTHON), "jupyter-book")
    call([jupyter_book, "build", ".", "--builder", "html", "-W", "--keep-going", "-q"])


def alone(act):
    """Act while no other run.py sets up or builds in this folder; who comes second waits, and says so.

    The system's own lock ends with whoever holds it, so that none is left behind by a kill.
    """
    with open(LOCK, "a") as file:
        os.set_inheritable(file.fileno(), True)  # what run.py started keeps the lock when run.py alone is killed
        if not locked(file):
            print("Another run.py is building in this folder. This one waits until that is done (stop with Ctrl-C).")
            sys.stdout.flush()
            while not locked(file):
                time.sleep(0.2)
        act()


def locked(file):
    """Try to lock a file; a file system that knows no locks does without."""
    try:
        if os.name == "nt":
            import msvcrt

            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        pass
    return True


def set_up():
    """Make .venv with exactly the locked packages and our own, unless that is what it holds already."""
    mark = os.path.join(VENV, "ready")
    wanted = " ".join([fingerprint("requirements.txt"), "%d.%d" % sys.version_info[:2]] + OWN_PACKAGES)
    if read(mark) == wanted:
        return
    print("Setting up .venv (several minutes the first time; about 3 GB).")
    sys.stdout.flush()
    call([sys.executable, "-m", "venv", "--clear", VENV])
    pip = [PYTHON, "-m", "pip", "install", "-qq", "--disable-pip-version-check"]
    call(pip + ["--require-hashes", "-r", "requirements.txt"])
    for folder in OWN_PACKAGES:
        call(pip + ["--no-deps", "--no-build-isolation", "--editable", folder])
    write(mark, wanted)


def pytest(python):
    return [python, "-m", "pytest", "-n", str(min(4, os.cpu_count() or 1))]


def compare_outputs(python, notebooks):
    """Run notebooks anew; what they print must be what is stored in them."""
    # The profile's startup file blocks the network in every kernel.
    offline = os.path.join(ROOT, "tests", "notebooks", "offline")
    call(pytest(python) + ["--dist", "loadfile", "--nbval", "--nbval-current-env"] + notebooks, IPYTHONDIR=offline)


def install_node_packages(folder=FRONTEND):
    mark = os.path.join(folder, "node_modules", "ready")
    wanted = fingerprint(os.path.join(folder, "package-lock.json"))
    if read(mark) != wanted:
        call(npm("ci", "--silent"), folder)
        write(mark, wanted)


def find_programs():
    """Leave a Chromium and git where the tests look for them."""
    names = ["chromium", "chromium-browser", "google-chrome", "msedge"]
    browser = os.environ.get("CHROMIUM") or any(map(shutil.which, names))
    if browser and shutil.which("git"):
        return
    if "ID=debian" in read("/etc/os-release").splitlines() and os.geteuid() == 0:
        call(["apt-get", "update", "-qq"])
        call(["apt-get", "install", "-y", "-qq", "chromium", "git", "libatomic1"])  # Playwright's driver needs the last
    elif not browser:
        alone(set_up)
        call([PYTHON, "-m", "playwright", "install", "chromium"])


def serve():
    import functools
    import http.server

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *message):
            pass

    handler = functools.partial(Handler, directory=SITE)
    for port in list(range(8000, 8010)) + [0]:
        try:
            server = http.server.ThreadingHTTPServer(("127.0.0.1", port), handler)
            break
        except OSError:
            continue
    print("The book is at http://127.0.0.1:%d/ (stop with Ctrl-C)" % server.server_address[1])
    sys.stdout.flush()
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()
    finally:
        server.server_close()


def keep_text_outputs(path):
    """Rewrite a notebook so that two runs on two machines give the same file."""
    with open(path, encoding="utf-8") as file:
        notebook = json.load(file)
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    notebook["metadata"] = {"kernelspec": kernel, "language_info": {"name": "python"}}
    for cell in notebook["cells"]:
        cell["metadata"].pop("execution", None)
        if cell["cell_type"] == "code":
            cell["outputs"] = text_outputs(cell["outputs"])
    write(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")


def text_outputs(outputs):
    return merged([output for output in map(text_only, outputs) if output])


def text_only(output):
    if "data" not in output:
        return output
    output["data"] = {kind: value for kind, value in output["data"].items() if kind.startswith("text/")}
    output["metadata"] = {}
    return output if any("".join(value) for value in output["data"].values()) else None


def merged(outputs):
    """Join what one stream printed: how it was cut into pieces is a matter of timing."""
    joined = []
    for output in outputs:
        if joined and output["output_type"] == "stream" and output["name"] == joined[-1].get("name"):
            joined[-1]["text"] = "".join(joined[-1]["text"]) + "".join(output["text"])
        else:
            joined.append(output)
    for output in joined:
        if output["output_type"] == "stream":
            output["text"] = "".join(output["text"]).splitlines(True)
    return joined


def fingerprint(*names):
    digest = hashlib.sha256()
    for name in names:
        with open(os.path.join(ROOT, name), "rb") as file:
            digest.update(file.read())
    return digest.hexdigest()


def read(path):
    if not os.path.exists(path):
        return ""
    with open(path, encoding="utf-8") as file:
        return file.read()


def write(path, text):
    with open(path, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)


def npm(*words):
    found = shutil.which("npm") or sys.exit("This task needs Node.js with npm, which is not on the PATH.")
    return [found] + list(words)


def call(command, folder=ROOT, **variables):
    # close_fds: what is started inherits the lock of alone().
    code = subprocess.call(command, cwd=folder, env=dict(os.environ, **variables), close_fds=os.name == "nt")
    if code:
        sys.exit(code)


TASKS = {
    "book": book,
    "site": site,
    "test": test,
    "test-deep": test_deep,
    "bench": bench,
    "notebooks": notebooks,
    "newest": newest,
    "bundle": bundle,
    "lock": lock,
    "clean": clean,
}

if __name__ == "__main__":
    task = sys.argv[1] if len(sys.argv) > 1 else ""
    if task in TASKS:
        try:
            TASKS[task]()
        except KeyboardInterrupt:
            sys.exit("Stopped; the same command goes on from here.")
    else:
        for name in TASKS:
            print("python run.py %-10s %s" % (name, TASKS[name].__doc__))
        sys.exit("%s is not one of these tasks." % task if task else 0)
