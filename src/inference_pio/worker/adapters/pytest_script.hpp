// A Python file with tests of pytest-benchmark as benchmarks: each test function is one, each sample is one execution
// of pytest that runs this function alone, all its parameters.
//
// Thread safety: belongs to one thread; it starts pytest.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <utility>
#include <vector>

namespace inference_pio {

struct PytestScript {
    std::filesystem::path file;
    std::string python;  // the interpreter
    // By the name of its benchmark, what pytest calls it: "sort" is "test_sort", "TestSorting.sort" is
    // "TestSorting::test_sort".
    std::vector<std::pair<std::string, std::string>> tests;
};

void register_pytest_script(const PytestScript& script);

// What to do about an execution of pytest that failed: where pytest or its plugin is missing, the error says how to
// install it for this interpreter; else it stays as it is. Pure.
[[nodiscard]] Error explain_pytest_failure(Error error, const std::string& python);

}  // namespace inference_pio
