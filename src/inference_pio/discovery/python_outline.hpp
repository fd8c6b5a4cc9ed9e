// What a Python script would do when it is imported, as far as its text tells. Nothing is executed.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// The functions benchmark_* defined at column 0, in order, of a script that runs none of them when it is
// imported: none is named by code outside of functions and classes (nor by a function that such code
// names), and there is no `if __name__`. Empty for every other script.
[[nodiscard]] std::vector<std::string> find_guide_functions(std::string_view script);

// The tests that take the fixture `benchmark`, in order, as pytest names them: functions test_* at column 0, and
// methods test_* of classes Test* ("TestSorting::test_sort").
[[nodiscard]] std::vector<std::string> find_pytest_benchmarks(std::string_view script);

// "sort", "TestSorting.sort": the benchmark of a test.
[[nodiscard]] std::string benchmark_of_test(std::string_view test);

// Whether the script imports the package `inference_pio_bench`.
[[nodiscard]] bool imports_python_package(std::string_view script);

// The text with the content of strings and all comments replaced by blanks; lines stay lines.
[[nodiscard]] std::string blank_strings_and_comments(std::string_view script);

}  // namespace inference_pio
