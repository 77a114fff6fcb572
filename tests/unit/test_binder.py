"""Binder builds its image from this repository's files: its own definition says what would be installed."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from repo2docker.buildpacks import PythonBuildPack

ROOT = Path(__file__).parents[2]


@pytest.fixture
def dockerfile(monkeypatch):
    monkeypatch.chdir(ROOT)
    pack = PythonBuildPack("buildpack-deps:jammy")
    pack.platform = "linux/amd64"
    assert pack.detect()
    return pack.render({}), pack


def test_binder_uses_the_python_of_runtime_txt(dockerfile):
    _, pack = dockerfile
    assert pack.python_version == (ROOT / "runtime.txt").read_text().strip().removeprefix("python-")


def test_binder_installs_the_lock_first_and_then_nnlab(dockerfile):
    text, _ = dockerfile
    lock, package = text.index('install --no-cache-dir -r "requirements.txt"'), text.index("install --no-cache-dir .")
    assert lock < package


def test_the_lock_holds_all_that_nnlab_asks_for_so_installing_it_adds_nothing():
    locked = dict(re.findall(r"^([a-z0-9-]+)==(\S+)", (ROOT / "requirements.txt").read_text(), re.MULTILINE))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = [line for lines in project["optional-dependencies"].values() for line in lines]
    for line in [*project["dependencies"], *extras]:
        requirement = Requirement(line)
        assert requirement.specifier.contains(locked[requirement.name], prereleases=True), line


def test_every_locked_package_has_a_hash():
    entries = re.split(r"(?m)^(?=\S)", (ROOT / "requirements.txt").read_text())
    packages = [entry for entry in entries if "==" in entry.split("\n")[0] and not entry.startswith("#")]
    assert len(packages) > 100
    assert all("--hash=sha256:" in entry for entry in packages)
