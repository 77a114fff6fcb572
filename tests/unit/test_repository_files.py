"""What GitHub reads from this repository is right: workflows, Dependabot, issue forms, citation."""

from __future__ import annotations

import json
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml
from check_jsonschema import main as check_jsonschema
from click.testing import CliRunner
from packaging.requirements import Requirement

ROOT = Path(__file__).parents[2]
GITHUB = ROOT / ".github"
WORKFLOWS = sorted((GITHUB / "workflows").glob("*.yml"))
FORMS = sorted(path for path in (GITHUB / "ISSUE_TEMPLATE").glob("*.yml") if path.name != "config.yml")
SCHEMAS = {
    **dict.fromkeys(WORKFLOWS, "github-workflows"),
    **dict.fromkeys(FORMS, "github-issue-forms"),
    GITHUB / "ISSUE_TEMPLATE" / "config.yml": "github-issue-config",
    GITHUB / "dependabot.yml": "dependabot",
    ROOT / "CITATION.cff": "citation-file-format",
}
PINNED = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")


def says(path: Path, schema: str) -> str:
    """What is wrong with a file by a schema that check-jsonschema brings along, "" where nothing is."""
    result = CliRunner().invoke(check_jsonschema, ["--builtin-schema", f"vendor.{schema}", str(path)])
    return "" if result.exit_code == 0 else result.output


def unpinned(workflow: str) -> list[str]:
    """The lines that use an action otherwise than by a whole commit with its version beside it."""
    lines = [line.strip().removeprefix("- ") for line in workflow.splitlines()]
    return [line for line in lines if line.startswith("uses:") and not PINNED.match(line)]


def careless(workflow: dict) -> list[str]:
    """What a workflow's jobs lack of what keeps a mistake small."""
    found = [] if workflow["permissions"] == {} else ["permissions for all jobs"]
    for name, job in workflow["jobs"].items():
        found += [f"{name}: no {key}" for key in ("permissions", "timeout-minutes") if key not in job]
        for step in job["steps"]:
            kept = step.get("with", {}).get("persist-credentials", True)
            found += [f"{name}: credentials stay"] if "checkout@" in step.get("uses", "") and kept else []
    return found


@pytest.mark.parametrize("path", SCHEMAS, ids=lambda path: path.name)
def test_each_file_is_what_github_expects(path):
    assert says(path, SCHEMAS[path]) == ""


@pytest.mark.parametrize(
    ("path", "right", "wrong"),
    [
        (GITHUB / "workflows" / "book.yml", "runs-on:", "run-on:"),
        (GITHUB / "dependabot.yml", "interval: monthly", "interval: often"),
        (GITHUB / "ISSUE_TEMPLATE" / "problem.yml", "type: dropdown", "type: menu"),
        (GITHUB / "ISSUE_TEMPLATE" / "config.yml", "blank_issues_enabled: true", "blank_issues_enabled: maybe"),
        (ROOT / "CITATION.cff", "title: Exploring", "name: Exploring"),
    ],
    ids=lambda value: getattr(value, "name", value),
)
def test_a_mistake_in_it_is_found(tmp_path, path, right, wrong):
    text = path.read_text("utf-8")
    assert right in text
    copy = tmp_path / path.name
    copy.write_text(text.replace(right, wrong), "utf-8")
    assert says(copy, SCHEMAS[path])


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_and_no_job_may_more_than_it_needs(path):
    text = path.read_text("utf-8")
    assert "uses:" in text
    assert unpinned(text) == []
    assert careless(yaml.safe_load(text)) == []


def test_what_is_careless_is_named():
    commit = "3d3c42e5aac5ba805825da76410c181273ba90b1"
    for line in ("actions/checkout@v7", f"actions/checkout@{commit}", f"actions/checkout@{commit[:7]} # v7.0.1"):
        assert unpinned(f"      - uses: {line}\n") == [f"uses: {line}"]
    job = {"steps": [{"uses": f"actions/checkout@{commit}"}]}
    found = careless({"permissions": "write-all", "jobs": {"test": job}})
    expected = [
        "permissions for all jobs",
        "test: no permissions",
        "test: no timeout-minutes",
        "test: credentials stay",
    ]
    assert found == expected


def test_the_problem_form_lists_every_chapter_by_its_title():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    files = [entry["file"] for entry in toc["chapters"] if re.match(r"chapters/\d\d_", entry["file"])]
    notebooks = [json.loads((ROOT / f"{name}.ipynb").read_text("utf-8")) for name in files]
    titles = ["".join(notebook["cells"][0]["source"]).splitlines()[0].removeprefix("# ") for notebook in notebooks]
    form = yaml.safe_load((GITHUB / "ISSUE_TEMPLATE" / "problem.yml").read_text("utf-8"))
    assert form["body"][0]["attributes"]["options"] == [*titles, "The site as a whole", "The installation"]


def test_the_lock_holds_what_pyproject_asks_for():
    asked = []
    for folder in (".", "_ext/live_widgets"):
        project = tomllib.loads((ROOT / folder / "pyproject.toml").read_text("utf-8"))["project"]
        asked += project["dependencies"] + [one for extra in project["optional-dependencies"].values() for one in extra]
    locked = dict(re.findall(r"^([\w.-]+)==([\w.]+)", (ROOT / "requirements.txt").read_text("utf-8"), re.MULTILINE))
    for requirement in map(Requirement, asked):
        version = locked.get(requirement.name)
        assert version in requirement.specifier, f"{requirement} against {version}: run python run.py lock"


@pytest.mark.skipif(os.name == "nt", reason="this step runs on Linux")
@pytest.mark.parametrize(
    ("open_issue", "told"), [("", "issue create --title The weekly checks fail"), ("7", "issue comment 7")]
)
def test_a_failing_week_opens_one_issue_and_the_next_one_comments_on_it(tmp_path, open_issue, told):
    workflow = yaml.safe_load((GITHUB / "workflows" / "weekly.yml").read_text("utf-8"))
    report = workflow["jobs"]["report"]
    assert set(report["needs"]) == set(workflow["jobs"]) - {"report"}
    for name, script in {
        "gh": f'[ "$2" = list ] && echo "{open_issue}" || echo "$@" >> "$TOLD"',
        "jq": 'echo "- newest: failure"',
    }.items():
        (tmp_path / name).write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        (tmp_path / name).chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path}:{os.environ['PATH']}", "TOLD": str(tmp_path / "told")}
    environment |= {"RESULTS": "{}", "RUN": "https://example.org/run/1", "TITLE": report["env"]["TITLE"]}
    subprocess.run(["bash", "-e", "-c", report["steps"][0]["run"]], env=environment, check=True)
    said = (tmp_path / "told").read_text("utf-8")
    assert said.startswith(told)
    assert "- newest: failure" in said
    assert "https://example.org/run/1" in said
    assert said.count("issue ") == 1
