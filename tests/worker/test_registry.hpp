// A registry of its own for each test, filled as PIO_BENCHMARK fills the program's.
#pragma once

#include <inference_pio/benchmark.hpp>
#include <memory>
#include <string>

#include "worker/registry_check.hpp"

namespace inference_pio {

class TestRegistry {
public:
    BenchmarkBuilder add(const std::string& name) {
        benchmarks_.push_back(std::make_unique<Benchmark>());
        benchmarks_.back()->name = name;
        benchmarks_.back()->source_file = "somewhere/benchmark_test.cpp";
        return BenchmarkBuilder(*benchmarks_.back());
    }
    [[nodiscard]] const BenchmarkRegistry& benchmarks() const { return benchmarks_; }

private:
    BenchmarkRegistry benchmarks_;
};

inline Result<Measure> nothing_to_measure(const Parameters& /*parameters*/) {
    return [](Sample& sample) -> Result<void> {
        sample.record("latency", 1.0);
        return {};
    };
}

}  // namespace inference_pio
