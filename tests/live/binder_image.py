"""A Binder image and its server, made on this machine the way that the definitions of Binder make them.

What the image holds and how comes from repo2docker, the command line of the server from BinderHub's chart
(`helm-chart/binderhub/values.yaml`). Leaves out: Ubuntu below it, and conda: the packages that every image begins with
come from PyPI, in the versions of repo2docker's own lock.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest
import repo2docker
import yaml
from jupyterlab import running
from repo2docker.buildpacks import PythonBuildPack

BUILDPACKS = Path(repo2docker.__file__).parent / "buildpacks"
BASE_URL = "/user/owner-some-book-abcdefgh/"
NOT_FROM_PYPI = ("python", "nodejs", "pip")
CONDA_FILE = re.compile(r"/([^/]+)-([^-/]+)-[^-/]*py[^-/]*\.(?:conda|tar\.bz2)#")
SAMPLE_SECONDS = 0.2


@dataclass
class Image:
    """What a container starts from."""

    home: Path  # the repository's files are the home folder
    prefix: Path  # the environment of server and kernel

    def environment(self) -> dict[str, str]:
        """The environment of a container: nothing of this machine's own, except where certificates lie."""
        certificates = {name: value for name, value in os.environ.items() if name in ("PIP_CERT", "SSL_CERT_FILE")}
        return certificates | {
            "HOME": str(self.home),
            "KERNEL_PYTHON_PREFIX": str(self.prefix),
            "LANG": "C.UTF-8",
            "PATH": f"{self.home}/.local/bin:{self.prefix}/bin:/usr/local/bin:/usr/bin:/bin",
            "PYTHONUNBUFFERED": "1",
            "REPO_DIR": str(self.home),
            "SHELL": "/bin/bash",
            "USER": "jovyan",
        }

    def size(self) -> int:
        """Bytes on the disk that this repository asks for: its files and the environment."""
        files = {(entry.stat().st_ino, entry.stat().st_blocks * 512) for entry in _files(self.prefix, self.home)}
        return sum(size for _, size in files)


def _files(*folders: Path) -> Iterator[Path]:
    return (path for folder in folders for path in folder.rglob("*") if path.is_file() and not path.is_symlink())


def build_image(repository: Path, folder: Path) -> Image:
    """Make the image of a repository in an empty folder, by the commands of its own definition."""
    image = Image(folder / "home", folder / "environment")
    _copy(repository, image.home)
    with contextlib.chdir(image.home):
        pack = PythonBuildPack("buildpack-deps:jammy")
        pack.platform = "linux/amd64"
        assert pack.detect()
        assert not pack.get_preassemble_scripts(), "nothing but Python packages is asked for"
        scripts = [script for _user, script in pack.get_assemble_scripts() + pack.get_post_build_scripts()]
        locks = [BUILDPACKS / name for name in pack.get_build_script_files() if name.endswith(".lock")]
    _install_base(image, pack.python_version, locks[0])
    for script in scripts:
        _run(["bash", "-c", script], image)
    return image


def _copy(repository: Path, home: Path) -> None:
    """Copy what a clone would hold."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=repository, capture_output=True, text=True, check=True)
    for name in filter(None, listed.stdout.split("\0")):
        if (repository / name).is_file():
            (home / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(repository / name, home / name)


def _install_base(image: Image, version: str, lock: Path) -> None:
    """Make the environment that every image of this Python has before the repository's own packages come."""
    ours = ".".join(map(str, sys.version_info[:2]))
    python = sys.executable if version == ours else shutil.which(f"python{version}")
    if not python:
        pytest.skip(f"Binder's image has Python {version}, which is not here")
    locked = dict(CONDA_FILE.findall(lock.read_text("utf-8")))
    asked = yaml.safe_load(Path(str(lock).replace("-linux-64.lock", ".yml")).read_text("utf-8"))["dependencies"]
    names = [re.split("[=<>]", line)[0].removesuffix("-singleuser") for line in asked]
    versions = [f"{name}=={locked.get(name) or locked[f'{name}-base']}" for name in names if name not in NOT_FROM_PYPI]
    constraints = image.prefix.with_suffix(".txt")
    constraints.write_text("".join(f"{name}=={release}\n" for name, release in locked.items()), "utf-8")
    _run([python, "-m", "venv", str(image.prefix)], image)
    pip = [str(image.prefix / "bin" / "python"), "-m", "pip", "install", "--quiet", "--no-cache-dir"]
    _run([*pip, f"pip=={locked['pip']}"], image)
    _run([*pip, "--constraint", str(constraints), *versions], image)
    # The tests drive JupyterLab by its commands.
    config = image.prefix / "etc" / "jupyter" / "jupyter_lab_config.json"
    config.write_text(json.dumps({"LabApp": {"expose_app_in_browser": True}}), "utf-8")


def _run(command: list[str], image: Image) -> None:
    done = subprocess.run(
        command, cwd=image.home, env=image.environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False
    )
    assert done.returncode == 0, f"{command}:\n{done.stdout.decode()[-4000:]}"


@contextlib.contextmanager
def launched(image: Image) -> Iterator[tuple[tuple[str, str], psutil.Process]]:
    """Start the server of a container; give its address and token, and its process."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    token = secrets.token_hex(16)
    settings = {"base_url": BASE_URL, "token": token, "trust_xheaders": "True"}
    command = [str(image.prefix / "bin" / "python"), "-u", str(BUILDPACKS / "repo2docker-entrypoint"), "jupyter-lab"]
    command += ["--ip=127.0.0.1", f"--port={port}"]
    command += [f"--{app}.{name}={value}" for app in ("NotebookApp", "ServerApp") for name, value in settings.items()]
    if os.geteuid() == 0:  # in a container it is the user jovyan
        command += ["--allow-root"]
    address = f"http://127.0.0.1:{port}{BASE_URL.rstrip('/')}"
    log = image.home.with_name("server.log")
    with running(command, f"{address}/api?token={token}", log, cwd=image.home, env=image.environment()) as server:
        yield (address, token), psutil.Process(server.pid)


@contextlib.contextmanager
def peak_memory(process: psutil.Process) -> Iterator[list[int]]:
    """Watch a process and all below it; the list's last number is how many bytes they have held at most, together."""
    peaks, done = [0], threading.Event()

    def watch() -> None:
        while not done.wait(SAMPLE_SECONDS):
            peaks.append(max(peaks[-1], sum(map(_held, [process, *process.children(recursive=True)]))))

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield peaks
    finally:
        done.set()
        thread.join()


def _held(process: psutil.Process) -> int:
    """Bytes of memory that a living process has held at most, so that no moment between two looks is missed."""
    try:
        status = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    except OSError:  # it is gone
        return 0
    found = re.search(r"VmHWM:\s+(\d+) kB", status)
    return int(found[1]) * 1024 if found else 0
