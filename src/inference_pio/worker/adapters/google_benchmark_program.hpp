// A Google Benchmark program as benchmarks: each case it lists is one, and each sample is one execution of the program
// that runs this case alone. How often it repeats its body inside of that execution is the program's own business.
//
// Thread safety: belongs to one thread; it starts the program.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// Asks the program for its list and registers what it says. Errors: those of run_program(); not_found for a program
// that lists nothing.
[[nodiscard]] Result<void> register_google_benchmarks(const std::filesystem::path& program);

// The names in what a program prints for --benchmark_list_tests: one a line. Pure.
[[nodiscard]] std::vector<std::string> parse_google_benchmark_list(std::string_view output);

}  // namespace inference_pio
