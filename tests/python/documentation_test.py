"""The examples of docs/python.md run as they stand."""

import re
import subprocess

import pytest

from conftest import PACKAGE, SOURCE

PAGE = (SOURCE / "docs" / "python.md").read_text(encoding="utf-8")
EXAMPLES = {re.match(r"# (benchmark_\w+\.py)\n", text).group(1): text
            for text in re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)}


def test_every_example_names_its_file():
    assert len(EXAMPLES) == PAGE.count("```python") >= 5


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_an_example_runs_by_hand(name, write_script, run_by_hand):
    path = write_script(EXAMPLES[name], name)
    adapter = [] if "import main" in EXAMPLES[name] or ", main" in EXAMPLES[name] else [
        str(PACKAGE / "inference_pio_bench" / "guide_adapter.py")]
    done = run_by_hand(*adapter, str(path))
    assert done.returncode == 0, done.stderr
    assert "latency" in done.stdout or "ttft" in done.stdout


def test_piobench_discovers_them_all(write_script, piobench, tmp_path):
    for name, text in EXAMPLES.items():
        write_script(text, name)
    done = subprocess.run([piobench, "list", "--path", str(tmp_path)], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          encoding="utf-8", timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    names = {re.search(r"def benchmark_(\w+)", text).group(1) for text in EXAMPLES.values()}
    assert all("/" + name in done.stdout for name in names), done.stdout
