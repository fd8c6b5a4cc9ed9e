// A benchmark that discovery found, with the command that starts a worker for it.
//
// Thread safety: plain values.
#pragma once

#include <string>
#include <vector>

#include "discovery/benchmark_file.hpp"
#include "discovery/worker_channel.hpp"
#include "protocol/messages.hpp"

namespace inference_pio {

struct FoundBenchmark {
    std::string name;  // "qwen3_0_6b/performance/generation"
    BenchmarkFile file;
    DescribedBenchmark description;  // name is the benchmark's own: "generation"
    WorkerProgram worker;            // knows it
    std::vector<EngineFacts> engines;

    bool operator==(const FoundBenchmark&) const = default;
};

}  // namespace inference_pio
