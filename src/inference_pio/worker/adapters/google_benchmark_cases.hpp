// What a Google Benchmark program lists, as benchmarks with axes.
//
// `BM_sort/1024/threads:2` is the benchmark `BM_sort` at argument=1024, threads=2. A part between slashes is an
// argument where it is a number, a name with a value (`rows:8`), or one of the words that say what is timed
// (`real_time`); the parts before the first of them are the benchmark's name. Where the cases of one name have the same
// arguments and are all combinations of their values, each argument is an axis; else there is one axis, `case`, with
// everything behind the name. Characters that no name or word may hold become underscores: the program is always asked
// for the exact name.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/parameters.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

struct GoogleBenchmarkCase {
    std::string exact_name;  // as the program lists it
    Parameters parameters;   // one value of each axis of its family
    bool operator==(const GoogleBenchmarkCase&) const = default;
};

struct GoogleBenchmarkFamily {
    std::string name;  // fit for the name of a benchmark; unique
    std::vector<Axis> axes;
    std::vector<GoogleBenchmarkCase> cases;  // in the order of the list; their parameters differ
    bool operator==(const GoogleBenchmarkFamily&) const = default;
};

// In the order in which the names were listed; a name that is listed twice counts once.
[[nodiscard]] std::vector<GoogleBenchmarkFamily> google_benchmark_families(const std::vector<std::string>& names);

// The regular expression (POSIX, extended) that matches this name and no other.
[[nodiscard]] std::string exact_name_filter(std::string_view name);

}  // namespace inference_pio
