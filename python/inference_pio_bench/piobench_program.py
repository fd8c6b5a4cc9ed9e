"""The program `piobench`, called from Python: there is one analyzer and one runner, in C++."""

from __future__ import annotations

import json
import os
from typing import Any

_CHECKOUT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
_profile_text = ""


def find_piobench() -> str:
    """The program: $PIO_PIOBENCH, else the release build of the checkout that this lies in, else that of PATH."""
    import shutil

    named = os.environ.get("PIO_PIOBENCH", "")
    if named and not os.access(named, os.X_OK):
        raise RuntimeError("PIO_PIOBENCH is {}, which is no program; name one, or unset it".format(named))
    built = os.path.join(_CHECKOUT, "build", "release", "piobench")
    found = named or (built if os.access(built, os.X_OK) else shutil.which("piobench"))
    if not found:
        raise RuntimeError("piobench is not built; run scripts/bench, or name it in PIO_PIOBENCH")
    return found


def _output_of(*arguments: str) -> str:
    import subprocess  # workers start faster without

    done = subprocess.run([find_piobench(), *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if done.returncode != 0:
        raise RuntimeError("piobench {} failed ({}): {}".format(
            " ".join(arguments), done.returncode, done.stderr.decode("utf-8", "replace").strip()[-2000:]))
    return done.stdout.decode("utf-8")


def get_system_profile() -> dict[str, Any]:
    """This machine: fingerprint, cpu, memory, gpus, software, build; what `piobench profile --json` prints.

    The machine is asked once a process.
    """
    global _profile_text
    if not _profile_text:
        _profile_text = _output_of("profile", "--json")
    profile: dict[str, Any] = json.loads(_profile_text)
    return profile


def discover_benchmarks(*arguments: str) -> list[dict[str, Any]]:
    """What `piobench list --json` tells: benchmarks with name, doc, axes and file.

    `arguments`: patterns, and options of `piobench list`, such as ``"--path", "my/benchmarks"``.
    """
    benchmarks: list[dict[str, Any]] = json.loads(_output_of("list", "--json", *arguments))["benchmarks"]
    return benchmarks


def discover_and_run_all_benchmarks(*arguments: str) -> int:
    """Runs them all, prints the table, writes the results; gives the exit code of `piobench run`.

    `arguments`: patterns, and options of `piobench run`, such as ``"--quick"``.
    """
    import subprocess

    return subprocess.run([find_piobench(), "run", *arguments], check=False).returncode
