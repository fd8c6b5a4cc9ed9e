#include "discovery/python_outline.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kGuide = R"py(
import time
from src.inference_pio.common.hardware_analyzer import get_system_profile

def benchmark_inference():
    # 1. Setup
    model = load_model()
    start = time.perf_counter()
    print(f"Latency: {time.perf_counter() - start:.4f}s")
)py";

TEST(FindGuideFunctions, FindsTheGuidesOwnScript) {
    EXPECT_THAT(find_guide_functions(kGuide), ElementsAre("benchmark_inference"));
}

TEST(FindGuideFunctions, KeepsTheOrderAndLeavesOthersOut) {
    EXPECT_THAT(find_guide_functions("def benchmark_b(): pass\n"
                                     "def load(): pass\n"
                                     "async def benchmark_a():\n    pass\n"
                                     "def benchmark_():\n    pass\n"
                                     "class X:\n    def benchmark_method(self): pass\n"
                                     "def outer():\n    def benchmark_inner(): pass\n"),
                ElementsAre("benchmark_b", "benchmark_a"));
}

TEST(FindGuideFunctions, AScriptThatRunsOnImportIsNone) {
    const std::string function = "def benchmark_x():\n    pass\n\n";
    for (const char* call : {
             "benchmark_x()\n",
             "if True:\n    benchmark_x()\n",
             "for f in [benchmark_x]:\n    f()\n",
             "if __name__ == '__main__':\n    run_all()\n",
             "def main():\n    benchmark_x()\nmain()\n",
             "def main():\n    inner()\ndef inner(): benchmark_x()\nmain()\n",
             "result = (\n    benchmark_x(\n))\n",
         }) {
        EXPECT_THAT(find_guide_functions(function + call), IsEmpty()) << call;
    }
}

TEST(FindGuideFunctions, CallsThatNothingReachesDoNotCount) {
    const std::string function = "def benchmark_x():\n    pass\n\n";
    for (const char* rest : {
             "# benchmark_x()\n",
             "\"\"\"\nbenchmark_x()\n\"\"\"\n",
             "def never_called():\n    benchmark_x()\n",
             "TEXT = 'benchmark_x()'\n",
             "TEXT = '\\'' + \"benchmark_x()\"\n",
         }) {
        EXPECT_THAT(find_guide_functions(function + rest), ElementsAre("benchmark_x")) << rest;
    }
}

TEST(FindGuideFunctions, TextThatIsNoPythonGivesNothingAndDoesNotHang) {
    EXPECT_THAT(find_guide_functions(""), IsEmpty());
    EXPECT_THAT(find_guide_functions("'''never closed\ndef benchmark_x(): pass\n"), IsEmpty());
    EXPECT_THAT(find_guide_functions("\\"), IsEmpty());
    EXPECT_THAT(find_guide_functions("'\\"), IsEmpty());
    EXPECT_THAT(find_guide_functions(std::string("\0\xff(((", 5)), IsEmpty());
}

TEST(FindPytestBenchmarks, FindsTestsThatTakeTheFixture) {
    EXPECT_THAT(find_pytest_benchmarks("import pytest\n"
                                       "@pytest.mark.parametrize('n', [1, 2])\n"
                                       "def test_sort(\n    benchmark: 'BenchmarkFixture',\n    n=(1),\n):\n"
                                       "    def test_inner(benchmark): pass\n"
                                       "async def test_wait(n, benchmark): pass\n"
                                       "def test_other(n): benchmark = 3\n"
                                       "def check_sort(benchmark): pass\n"
                                       "class TestFast:\n"
                                       "    size = 3\n"
                                       "    @property\n"
                                       "    def test_sort(self, benchmark):\n"
                                       "        def test_deep(benchmark): pass\n"
                                       "    def test_plain(self): pass\n"
                                       "class Other:\n    def test_sort(self, benchmark): pass\n"
                                       "text = '''\ndef test_text(benchmark): pass\n'''\n"
                                       "# def test_comment(benchmark): pass\n"
                                       "def test_last(my_benchmark, **benchmark): pass\n"),
                ElementsAre("test_sort", "test_wait", "TestFast::test_sort", "test_last"));
}

TEST(FindPytestBenchmarks, TextThatIsNoPythonGivesNothing) {
    for (const std::string text :
         {"", "def", "def test_", "def test_x", "def test_x(", "class", "class Test", "(((", "\xff\xfe"}) {
        EXPECT_THAT(find_pytest_benchmarks(text), IsEmpty()) << text;
    }
}

TEST(BenchmarkOfTest, LeavesThePrefixOut) {
    EXPECT_EQ(benchmark_of_test("test_sort"), "sort");
    EXPECT_EQ(benchmark_of_test("TestFast::test_sort"), "TestFast.sort");
    EXPECT_EQ(benchmark_of_test("test_"), "test_");
}

TEST(ImportsPythonPackage, SeesImportsAndNothingElse) {
    EXPECT_TRUE(imports_python_package("import inference_pio_bench\n"));
    EXPECT_TRUE(imports_python_package("from inference_pio_bench import benchmark\n"));
    EXPECT_TRUE(imports_python_package("import os, inference_pio_bench as pio\n"));
    EXPECT_FALSE(imports_python_package("# import inference_pio_bench\n"));
    EXPECT_FALSE(imports_python_package("import inference_pio_bench_tools\n"));
    EXPECT_FALSE(imports_python_package("text = 'import inference_pio_bench'\n"));
}

TEST(BlankStringsAndComments, KeepsLinesAndLength) {
    const std::string text = "a = 'x' # c\nb = \"\"\"1\n2\"\"\"\nc\n";
    EXPECT_EQ(blank_strings_and_comments(text), "a =        \nb =          \nc\n")
        << "strings over several lines are one logical line";
    EXPECT_EQ(blank_strings_and_comments(text).size(), text.size());
}

}  // namespace
}  // namespace inference_pio
