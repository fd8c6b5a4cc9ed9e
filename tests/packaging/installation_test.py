"""What `cmake --install` leaves, used as its users use it: moved to another place, outside of the source tree.

    python3 installation_test.py BUILD SOURCE
"""

import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

BUILD, SOURCE = (pathlib.Path(argument).resolve() for argument in sys.argv[1:3])


def snapshot(folder):
    return sorted(str(path) for path in folder.rglob("*"))


class Installed(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.place = pathlib.Path(tempfile.mkdtemp(prefix="piobench-installed-")).resolve()
        first = cls.place / "first"
        subprocess.run(["cmake", "--install", BUILD, "--prefix", first], check=True, stdout=subprocess.DEVNULL)
        cls.prefix = cls.place / "a prefix"
        first.rename(cls.prefix)  # nothing may remember where it was
        cls.library_folder = next(cls.prefix.glob("**/libinference_pio.so")).parent
        cls.piobench = cls.prefix / "bin/piobench"

    @classmethod
    def tearDownClass(cls):
        shutil.rmtree(cls.place)

    def run_in(self, folder, *command, **more):
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("PIO", "CXX"))}
        environment.update(XDG_CACHE_HOME=str(self.place / "cache"), PYTHONDONTWRITEBYTECODE="1", **more)
        done = subprocess.run([str(word) for word in command], cwd=folder, env=environment, stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE, text=True, check=False)
        self.assertEqual(done.returncode, 0, "{}\n{}{}".format(command, done.stdout, done.stderr))
        return done.stdout

    def folder(self, name):
        made = self.place / name
        made.mkdir()
        return made

    def records_of(self, project):
        runs = list((project / "benchmark_results").glob("*/results.json"))
        self.assertEqual(len(runs), 1)
        return json.loads(runs[0].read_text())

    def test_no_program_looks_outside_of_the_installation(self):
        programs = [path for path in self.prefix.rglob("*") if path.is_file() and not path.is_symlink()
                    and path.read_bytes()[:4] == b"\x7fELF"]
        self.assertGreater(len(programs), 30)
        for program in programs:
            for line in self.run_in("/", "readelf", "-d", program).splitlines():
                if "RUNPATH" not in line and "RPATH" not in line:
                    continue
                for folder in line[line.index("[") + 1:line.index("]")].split(":"):
                    real = pathlib.Path(folder.replace("$ORIGIN", str(program.parent))).resolve()
                    self.assertTrue(real.is_relative_to(self.prefix), "{}: {}".format(program, folder))
            missing = [line for line in self.run_in("/", "ldd", program).splitlines() if "not found" in line]
            self.assertEqual(missing, [], program)

    def test_an_empty_folder_lists_what_was_brought(self):
        empty = self.folder("empty")
        before = snapshot(self.prefix)
        listed = json.loads(self.run_in(empty, self.piobench, "list", "--json"))["benchmarks"]
        names = [benchmark["name"] for benchmark in listed]
        for expected in ("core/resize", "core/optimization", "qwen3_0_6b/performance/generation",
                         "gemma3_270m/unit/matmul"):
            self.assertIn(expected, names)
        self.run_in(empty, self.piobench, "run", "core/token_stamp", "--quick")
        self.assertTrue(self.records_of(empty))
        self.assertEqual(snapshot(self.prefix), before, "nothing is written into the installation")

    def test_the_example_project_measures_its_four_benchmarks(self):
        project = self.place / "project"
        shutil.copytree(SOURCE / "examples/project", project)
        self.run_in(project, "cmake", "-S", ".", "-B", "build", "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Release",
                    "-DCMAKE_PREFIX_PATH={}".format(self.prefix))
        # No build by hand: piobench asks for it.
        self.run_in(project, self.piobench, "run", "--quick", "--budget", "20s")
        self.assertTrue((project / "build/benchmarks/text/benchmark_count").exists())
        records = self.records_of(project)
        self.assertEqual({record["benchmark"] for record in records},
                         {"text/count", "text/find", "files/json", "files/split"})
        for record in records:
            self.assertEqual(record["status"], "ok", record)
            self.assertGreater(record["value"], 0)
        latencies = [record for record in records if record["metric"] == "latency"]
        self.assertEqual(sorted((record["benchmark"], record["process_count"]) for record in latencies),
                         [("files/json", 3)] * 2 + [("files/split", 3)] + [("text/count", 3)] * 2 + [("text/find", 3)])
        listed = json.loads(self.run_in(project, self.piobench, "list", "--json"))["benchmarks"]
        self.assertGreater(len(listed), 20, "what was brought is listed besides")
        page = project / "report.html"
        if list(self.prefix.glob("share/inference-pio/report/index.html")):
            self.run_in(project, self.piobench, "report", "--html", page)
            self.assertIn("text/count", self.run_in(project, self.piobench, "report", "--csv", "-"))

    def test_a_source_without_a_build_is_compiled_on_demand(self):
        project = self.folder("alone")
        source = project / "benchmarks/text/benchmark_find.cpp"
        source.parent.mkdir(parents=True)
        shutil.copy(SOURCE / "examples/project/benchmarks/text/benchmark_find.cpp", source)
        self.run_in(project, self.piobench, "run", "--quick", CXX="c++")
        self.assertEqual({record["benchmark"] for record in self.records_of(project)}, {"text/find"})

    def test_a_model_of_ones_own_is_synthesized_and_measured(self):
        project = self.folder("models")
        document = (SOURCE / "docs/adding_a_model.md").read_text()
        for block in re.findall(r"```cpp\n// (src/models/\S+)\n(.*?)```", document, re.DOTALL):
            file = project / block[0]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block[1])
        self.run_in(project, self.piobench, "run", "my_model/unit/*", "--quick", CXX="c++")
        (record,) = (record for record in self.records_of(project) if record["metric"] == "tokenization_throughput")
        self.assertEqual((record["model"], record["weights_source"]), ("my_model", "synthetic"))
        self.assertEqual(len(list((project / "src/models/my_model/benchmarks/results").iterdir())), 2)

    def test_pkg_config_tells_how_to_build_a_benchmark(self):
        folder = self.folder("by hand")
        plain = self.place / "plain"  # pkg-config has no way to quote spaces in all that it prints
        plain.symlink_to(self.prefix)
        pkgconfig = plain / self.library_folder.relative_to(self.prefix) / "pkgconfig"
        flags = self.run_in("/", "pkg-config", "--cflags", "--libs", "inference-pio", PKG_CONFIG_PATH=str(pkgconfig))
        source = SOURCE / "examples/project/benchmarks/text/benchmark_find.cpp"
        self.run_in(folder, "sh", "-c", "c++ -std=c++20 '{}' -o find {}".format(source, flags.strip()))
        self.assertIn("find", self.run_in(folder, "./find", "--list"))

    def test_public_headers_stand_alone(self):
        include = self.library_folder.parents[len(self.library_folder.relative_to(self.prefix).parts) - 1] / "include"
        headers = sorted(path.relative_to(include) for path in include.rglob("*.hpp"))
        self.assertIn(pathlib.Path("inference_pio/benchmark.hpp"), headers)
        self.assertIn(pathlib.Path("inference-pio/workloads/generation.hpp"), headers)
        text = "".join('#include "{}"\n'.format(str(header).replace("inference-pio/", "")) for header in headers)
        folder = self.folder("headers")
        (folder / "all.cpp").write_text(text)
        self.run_in(folder, "c++", "-std=c++20", "-fsyntax-only", "-I", include, "-I", include / "inference-pio",
                    "all.cpp")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
