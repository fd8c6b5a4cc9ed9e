"""The package is typed: mypy --strict where there is one, and every name has a docstring or annotation."""

import importlib.util
import inspect
import subprocess
import sys

import pytest

import inference_pio_bench
from conftest import PACKAGE


def test_mypy_finds_nothing():
    if importlib.util.find_spec("mypy") is None:
        pytest.skip("mypy is not installed: pip install mypy")
    done = subprocess.run([sys.executable, "-m", "mypy", "--cache-dir=/dev/null"], cwd=PACKAGE, encoding="utf-8",
                          stdout=subprocess.PIPE, check=False, timeout=300)
    assert done.returncode == 0, done.stdout


def test_what_authors_use_is_documented():
    for name in inference_pio_bench.__all__:
        value = getattr(inference_pio_bench, name)
        assert inspect.getdoc(value), name
        for method, member in vars(value).items() if inspect.isclass(value) else ():
            if inspect.isfunction(member) and not method.startswith("_"):
                assert inspect.getdoc(member), name + "." + method
