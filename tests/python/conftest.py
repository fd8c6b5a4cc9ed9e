"""What the tests of the Python package share: the package of this checkout, workers, and the program piobench."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from conversation import Conversation

SOURCE = Path(__file__).resolve().parents[2]
PACKAGE = SOURCE / "python"
sys.path.insert(0, str(PACKAGE))


@pytest.fixture
def write_script(tmp_path):
    """Writes a script; gives its path."""

    def write(text, name="benchmark_it.py"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def worker_of(write_script):
    """A worker of a script that imports the package; its last line, the call of main(), is added here."""
    open_workers = []

    def start(text, arguments=(), environment=None):
        path = write_script(text + "\nimport inference_pio_bench\ninference_pio_bench.main()\n")
        worker = Conversation([sys.executable, str(path), *arguments], PACKAGE, environment)
        open_workers.append(worker)
        return worker

    yield start
    for worker in open_workers:
        worker.close()


@pytest.fixture
def guide_worker_of(write_script):
    """A worker of a guide script."""
    open_workers = []

    def start(text, name="benchmark_it.py"):
        adapter = PACKAGE / "inference_pio_bench" / "guide_adapter.py"
        worker = Conversation([sys.executable, str(adapter), str(write_script(text, name))], PACKAGE)
        open_workers.append(worker)
        return worker

    yield start
    for worker in open_workers:
        worker.close()


@pytest.fixture
def run_by_hand():
    """Runs a script as a person does."""

    def run(path, *arguments, environment=None):
        given = {name: value for name, value in os.environ.items() if name != "PIO_EVENT_FD"}
        given["PYTHONPATH"] = str(PACKAGE)
        return subprocess.run([sys.executable, str(path), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                              encoding="utf-8", env={**given, **(environment or {})}, timeout=120, check=False)

    return run


@pytest.fixture(scope="session")
def piobench():
    """The program that CTest names in PIO_PIOBENCH, or the release build of this checkout."""
    path = os.environ.get("PIO_PIOBENCH") or str(SOURCE / "build" / "release" / "piobench")
    if not os.access(path, os.X_OK):
        pytest.skip("{} is not built; name a build in PIO_PIOBENCH".format(path))
    return path
