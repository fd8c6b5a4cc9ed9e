"""inference_pio_bench/guide_imports.py: the guide's import names, here and in any folder, beside a user's own."""

import os
import subprocess
import sys

import pytest

from conftest import PACKAGE, SOURCE

IMPORTS = """
from src.inference_pio.common.hardware_analyzer import get_system_profile
from benchmarks.core.benchmark_discovery import discover_and_run_all_benchmarks
"""
GUIDE_NAMES = PACKAGE / "inference_pio_bench" / "guide_names"


def run_python(code, folder, path=()):
    environment = {name: value for name, value in os.environ.items() if name not in ("PIO_EVENT_FD", "PYTHONPATH")}
    environment["PYTHONPATH"] = os.pathsep.join(map(str, path))
    return subprocess.run([sys.executable, "-c", code], cwd=folder, env=environment, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, encoding="utf-8", timeout=120, check=False)


def write_package(folder, *parts, regular):
    """A package of the user's own with a module `own` that holds its name."""
    folder = folder.joinpath(*parts)
    folder.mkdir(parents=True)
    if regular:
        (folder / "__init__.py").write_text("")
    (folder / "own.py").write_text("NAME = {!r}\n".format(".".join(parts)))


def test_in_this_repository():
    done = run_python(IMPORTS + "import sys; print(sys.modules['src.inference_pio.common.hardware_analyzer'].__file__)",
                      SOURCE)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == str(SOURCE / "src/inference_pio/common/hardware_analyzer.py")


@pytest.mark.parametrize("regular", [True, False])
def test_a_users_own_packages_are_merged_by_the_finder(tmp_path, regular):
    write_package(tmp_path, "src", regular=regular)
    write_package(tmp_path, "src", "inference_pio", regular=regular)
    write_package(tmp_path, "benchmarks", regular=regular)
    code = ("import inference_pio_bench, src.own, src.inference_pio.own, benchmarks.own" + IMPORTS
            + "print(src.own.NAME, src.inference_pio.own.NAME, benchmarks.own.NAME)")
    done = run_python(code, tmp_path, [PACKAGE])
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["src", "src.inference_pio", "benchmarks"]


def test_a_users_own_module_of_the_same_name_wins(tmp_path):
    for regular, root in [(True, tmp_path / "a"), (False, tmp_path / "b")]:
        folder = root / "src/inference_pio/common"
        write_package(root, "src", "inference_pio", "common", regular=regular)
        (folder / "hardware_analyzer.py").write_text("get_system_profile = lambda: 'mine'\n")
        code = ("import inference_pio_bench\n"
                "from src.inference_pio.common.hardware_analyzer import get_system_profile as f; print(f())")
        for path in ([PACKAGE], [PACKAGE, GUIDE_NAMES]):
            done = run_python(code, root, path)
            assert done.stdout.strip() == "mine", done.stderr


def test_on_the_path_namespaces_are_merged_and_regular_packages_win(tmp_path):
    write_package(tmp_path / "merged", "src", regular=False)
    write_package(tmp_path / "own", "src", regular=True)
    path = [PACKAGE, GUIDE_NAMES]
    done = run_python("import src.own" + IMPORTS + "print(src.own.NAME)", tmp_path / "merged", path)
    assert done.stdout.strip() == "src", done.stderr
    done = run_python("import src.own; print(src.own.NAME)", tmp_path / "own", path)
    assert done.stdout.strip() == "src", done.stderr
    behind = run_python("import src.own; print(src.own.NAME)", tmp_path, [*path, tmp_path / "own"])
    assert behind.stdout.strip() == "src", "a regular package wins wherever it stands on the path"


def test_nothing_else_is_found():
    code = ("import inference_pio_bench, importlib.util as u\n"
            "assert u.find_spec('src.inference_pio.other') is None and u.find_spec('tests') is None")
    assert run_python(code, "/", [PACKAGE]).returncode == 0
    done = run_python("import inference_pio_bench, src.inference_pio.other", "/", [PACKAGE])
    assert "No module named 'src.inference_pio.other'" in done.stderr


def test_a_guide_script_in_any_folder_has_them(guide_worker_of):
    worker = guide_worker_of(IMPORTS + "def benchmark_a():\n    print('Hits: 3')\n")
    assert worker.measure("a")["metrics"]["hits"] == [3]


def test_the_profile_is_that_of_piobench(tmp_path, piobench, monkeypatch):
    monkeypatch.setenv("PIO_PIOBENCH", piobench)
    code = IMPORTS + "profile = get_system_profile(); print(profile['cpu'] and profile['fingerprint'])"
    done = run_python(code, tmp_path, [PACKAGE, GUIDE_NAMES])
    assert done.returncode == 0 and len(done.stdout.strip()) > 4, done.stderr


def test_a_piobench_that_is_none_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PIO_PIOBENCH", "/no/such/program")
    done = run_python(IMPORTS + "get_system_profile()", tmp_path, [PACKAGE, GUIDE_NAMES])
    assert "PIO_PIOBENCH is /no/such/program" in done.stderr
    program = tmp_path / "piobench"
    program.write_text("#!/bin/sh\necho broken >&2\nexit 3\n")
    program.chmod(0o755)
    monkeypatch.setenv("PIO_PIOBENCH", str(program))
    done = run_python(IMPORTS + "get_system_profile()", tmp_path, [PACKAGE, GUIDE_NAMES])
    assert "piobench profile --json failed (3): broken" in done.stderr
