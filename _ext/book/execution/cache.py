"""The book never shows results of code that has changed since, and notebooks run side by side.

jupyter-cache looks only at a notebook's own cells. A chapter's results also depend on the package that it imports, on
the data that it reads and on the versions installed, Python's too, so the cache folder's name carries a hash of those.
A new name is a new value of `nb_execution_cache_path`, at which Sphinx reads every notebook again. Leaves out:
dependencies outside the source folder.

myst-nb runs one notebook after the other while Sphinx reads. Those that the cache does not hold yet are run beforehand,
several at a time, the longest first, so that none is left to run alone at the end; a notebook that fails is left to
myst-nb, which runs it again and reports it. What a killed build or a full disk left half in the cache is forgotten.
What each cost (seconds, peak memory of its kernel, on which machine) is kept with its results, for the page of facts.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from pathlib import Path

import nbformat
from jupyter_cache import get_cache
from jupyter_cache.base import CacheBundleIn, JupyterCacheAbstract
from jupyter_cache.cache.db import NbCacheRecord
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal
from sphinx.application import Sphinx
from sphinx.errors import SphinxError
from sphinx.util import logging
from sqlalchemy.exc import SQLAlchemyError

from book.execution import machine

LOGGER = logging.getLogger(__name__)
DEPENDS_ON = ("nnlab", "assets/data", "requirements.txt")
FOLDER = ".execution_cache"  # beside the built html
AT_ONCE = min(4, os.cpu_count() or 1)  # each notebook may take a gigabyte or two of memory


def setup(app: Sphinx) -> None:
    """Add the list of files and folders that results depend on (relative to the source folder; missing ones count)."""
    app.add_config_value("execution_depends_on", DEPENDS_ON, "env", [list, tuple])
    app.connect("config-inited", set_cache_path)  # myst-nb reads its configuration next, at builder-inited
    app.connect("env-before-read-docs", execute_ahead)
    app.connect("build-finished", delete_old_folders)


def set_cache_path(app: Sphinx, config) -> None:
    """Point myst-nb at the folder of the current dependencies."""
    config.nb_execution_cache_path = str(cache_folder(app.srcdir, Path(app.outdir).parent, config.execution_depends_on))


def cache_folder(source: Path, build: Path, depends_on: Iterable[str] = DEPENDS_ON) -> Path:
    """Return where the results of the notebooks in `source` are kept while nothing that they depend on changes."""
    return build.resolve() / FOLDER / dependency_hash(Path(source), depends_on)


def dependency_hash(source: Path, depends_on: Iterable[str]) -> str:
    """Return a short hash of this Python's version and of names and contents of all files in `depends_on`."""
    digest = hashlib.sha256(f"{sys.version_info[:2]}\n".encode())
    for name in sorted(depends_on):
        digest.update(f"{name}\n".encode())
        for file in files_in(source / name):
            content = hashlib.sha256(file.read_bytes()).hexdigest()
            digest.update(f"{file.relative_to(source).as_posix()} {content}\n".encode())
    return digest.hexdigest()[:16]


def files_in(path: Path) -> Iterator[Path]:
    """Yield the file itself, or a folder's files in a fixed order, without what Python and editors leave behind."""
    if path.is_file():
        yield path
        return
    for file in sorted(path.rglob("*")):
        hidden = any(part.startswith(".") or part == "__pycache__" for part in file.relative_to(path).parts)
        if file.is_file() and not hidden:
            yield file


def execute_ahead(app: Sphinx, env, names: list[str]) -> None:
    """Run the notebooks that are about to be read and not in the cache, several at a time."""
    if app.config.nb_execution_mode != "cache":
        return
    cache = get_cache(app.config.nb_execution_cache_path)
    paths = [path for path in (Path(env.doc2path(name)) for name in names) if path.suffix == ".ipynb"]
    paths.sort(key=lambda path: path.stat().st_size, reverse=True)
    missing = {path: notebook for path in paths if not is_cached(cache, notebook := nbformat.read(path, as_version=4))}
    if not missing:
        return
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running = {
            pool.submit(execute, notebook, path.parent, app.config.nb_execution_timeout): path
            for path, notebook in missing.items()
        }
        for finished in as_completed(running):
            if isinstance(finished.exception(), CellControlSignal | RuntimeError):
                continue
            cost, path = finished.result(), running[finished]
            LOGGER.info("Executed notebook %s in %.1f seconds", path.name, cost["execution_seconds"])
            keep(cache, CacheBundleIn(missing[path], str(path), data=cost))


def keep(cache: JupyterCacheAbstract, executed: CacheBundleIn) -> None:
    """Put results into the cache, or stop the build with a sentence where the disk takes no more."""
    try:
        cache.cache_notebook_bundle(executed, check_validity=False, overwrite=True)
    except (OSError, SQLAlchemyError) as error:
        reason = getattr(error, "strerror", None) or getattr(error, "orig", None) or error
        raise CannotKeepError(
            f"The results of {Path(executed.uri).name} cannot be kept in {cache.path}: {reason}. "
            "Make room there and build again; the notebooks that are finished will not be run again."
        ) from None


class CannotKeepError(SphinxError):
    """Nothing can be written into the cache."""

    category = "Execution cache"


def execute(notebook: nbformat.NotebookNode, folder: Path, timeout: int) -> dict[str, object]:
    """Execute a notebook in place and return what it cost."""
    peaks = [0]

    def look(**_hook: object) -> None:
        kernel = getattr(getattr(client.km, "provisioner", None), "pid", None)
        peaks.append((kernel and machine.peak_memory(kernel)) or 0)

    client = NotebookClient(
        notebook,
        timeout=timeout,
        resources={"metadata": {"path": str(folder)}},
        record_timing=False,  # it would change the cells, and so the name under which the cache finds them
        on_cell_executed=look,
    )
    begin = time.perf_counter()
    client.execute()
    seconds = time.perf_counter() - begin
    return {"execution_seconds": seconds, "peak_memory": max(peaks), "machine": machine.describe()}


def is_cached(cache: JupyterCacheAbstract, notebook: nbformat.NotebookNode) -> bool:
    """Whether the cache holds the whole results of these very cells; half of them are deleted."""
    try:
        record = cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    try:
        cache.get_cache_bundle(record.pk)
    except (KeyError, ValueError):  # no file, or one that was cut off
        LOGGER.info("results that were written in part only are forgotten: %s", record.uri)
        shutil.rmtree(Path(cache.path) / "executed" / record.hashkey, ignore_errors=True)
        NbCacheRecord.remove_record(record.pk, cache.db)
        return False
    return True


def delete_old_folders(app: Sphinx, failure: Exception | None) -> None:
    """Delete caches of other states, once this build has what it needs."""
    if failure:
        return
    current = Path(app.config.nb_execution_cache_path)
    for folder in current.parent.glob("*"):
        if folder != current:
            LOGGER.info("deleting the old execution cache %s", folder.name)
            shutil.rmtree(folder, ignore_errors=True)
