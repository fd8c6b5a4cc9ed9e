#include "discovery/unasked_description.hpp"

#include <string>
#include <string_view>
#include <utility>

#include "discovery/python_outline.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kFunctionPrefix = "benchmark_";

DescribedBenchmark named_only(std::string name, bool sample_is_process) {
    DescribedBenchmark benchmark;
    benchmark.name = std::move(name);
    benchmark.sample_is_process = sample_is_process;
    return benchmark;
}

}  // namespace

std::optional<DescribedEvent> describe_unasked(const BenchmarkFile& file) {
    DescribedEvent described;
    switch (file.kind) {
        case FileKind::guide_script:
            for (const std::string& function : file.guide_functions) {
                described.benchmarks.push_back(named_only(function.substr(kFunctionPrefix.size()), false));
            }
            return described;
        case FileKind::plain_script:
        case FileKind::plain_program:
            described.benchmarks.push_back(named_only(file.stem(), true));
            return described;
        case FileKind::pytest_script:
            for (const std::string& test : file.tests) {
                described.benchmarks.push_back(named_only(benchmark_of_test(test), true));
                described.benchmarks.back().doc = test + ", run by pytest-benchmark";
            }
            return described;
        case FileKind::source:
        case FileKind::program:
        case FileKind::script:
        case FileKind::google_benchmark:
        case FileKind::google_benchmark_source:
        case FileKind::command:
            break;
    }
    return std::nullopt;
}

}  // namespace inference_pio
