"""python/pyproject.toml and setup.py: `pip install --no-build-isolation ./python`, offline."""

import os
import re
import shutil
import subprocess
import sys

import pytest

from conftest import PACKAGE, SOURCE


def run(command, **options):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, encoding="utf-8", timeout=300,
                          check=False, **options)
    assert done.returncode == 0, done.stdout
    return done.stdout


def has_build_tools(python):
    return subprocess.run([python, "-c", "import setuptools, wheel, pip"], stderr=subprocess.DEVNULL,
                          check=False).returncode == 0


@pytest.fixture(scope="module")
def installed(tmp_path_factory):
    """The Python of a virtual environment with the package in it."""
    # Debian's setuptools; another Python may have none.
    builder = next((python for python in (sys.executable, "/usr/bin/python3") if has_build_tools(python)), None)
    if builder is None:
        pytest.skip("no Python with pip, setuptools and wheel; install these three Debian packages (python3-…)")
    folder = tmp_path_factory.mktemp("installation")
    shutil.copytree(PACKAGE, folder / "python", ignore=shutil.ignore_patterns("__pycache__", "build", "*.egg-info"))
    run([builder, "-m", "venv", "--system-site-packages", "--without-pip", str(folder / "venv")])
    python = str(folder / "venv" / "bin" / "python")
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    run([python, "-m", "pip", "install", "--quiet", "--no-index", "--no-build-isolation", "--disable-pip-version-check",
         str(folder / "python")], env=environment)
    return python


def test_the_package_works_without_the_checkout(installed, tmp_path):
    script = tmp_path / "benchmark_a.py"
    script.write_text("from inference_pio_bench import benchmark, main\n@benchmark\ndef benchmark_a():\n"
                      "    return lambda: None\nmain()\n")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PIO_EVENT_FD")}
    assert "latency" in run([installed, str(script)], env=environment)


def test_the_guides_names_are_there_and_its_modules_are_not_top_level(installed, tmp_path):
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    code = ("from src.inference_pio.common.hardware_analyzer import get_system_profile\n"
            "from benchmarks.core.benchmark_discovery import discover_and_run_all_benchmarks\n"
            "import inference_pio_bench, os\n"
            "site = os.path.dirname(os.path.dirname(inference_pio_bench.__file__))\n"
            "print(*sorted(name for name in os.listdir(site) if name[0] != '_'))\n"
            "print(os.path.exists(os.path.join(site, 'inference_pio_bench', 'py.typed')))")
    names, typed = run([installed, "-c", code], env=environment, cwd=tmp_path).splitlines()
    ours = [name for name in names.split() if not re.match("pip|setuptools|wheel|pkg_resources|distutils", name)]
    assert ours == ["inference_pio_bench", "inference_pio_bench-0.1.0.dist-info", "inference_pio_bench_guide_names.pth"]
    assert typed == "True"


def test_a_guide_script_runs_through_the_installed_adapter(installed, tmp_path):
    script = tmp_path / "benchmark_a.py"
    script.write_text("def benchmark_a():\n    print('Hits: 3')\n")
    environment = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "PIO_EVENT_FD")}
    assert "hits" in run([installed, "-m", "inference_pio_bench.guide_adapter", str(script)], env=environment)


def test_its_version_is_that_of_the_project():
    (version,) = re.findall(r'^version = "(.*)"', (PACKAGE / "pyproject.toml").read_text(), re.MULTILINE)
    (project,) = re.findall(r"project\(\w+ VERSION ([\d.]+)", (SOURCE / "CMakeLists.txt").read_text())
    assert version == project
