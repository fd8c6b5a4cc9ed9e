// What is said of a run in a line: where it ran, with what, how much was measured and how noisy that was. Console and
// Markdown reports say it alike.
//
// Words of workers are in it as they came: not printable, not escaped.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/record.hpp>
#include <string>
#include <vector>

#include "reporting/case_groups.hpp"

namespace inference_pio {

// "AMD EPYC · 2 cores, 2 threads · 23.5 GiB · kvm"
[[nodiscard]] std::string machine_words(const SystemProfile& profile);

// "new_tokens=32, threads=2 · llama_cpp 0.5.0 · synthetic weights"
[[nodiscard]] std::string circumstance_words(const BenchmarkGroup& group);

// "12 cases, 8 processes each · noise: 3 of 480 samples disturbed, steal 0.4 % of the time"
[[nodiscard]] std::string effort_words(const std::vector<BenchmarkGroup>& groups);

// What ± is, and what a value without one is worth. Empty: there are neither.
[[nodiscard]] std::string interval_words(const std::vector<Record>& records);

// "energy, energy_per_token (no RAPL); gpu_peak_memory (no GPU)": metrics without a value because the machine withholds
// them. They have no place in tables. Empty: there are none.
[[nodiscard]] std::string withheld_words(const std::vector<Record>& records);

}  // namespace inference_pio
