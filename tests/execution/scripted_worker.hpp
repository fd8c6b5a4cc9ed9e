// A worker for FakeLauncher that speaks the protocol: what tests of visits and runs measure.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "fakes/fake_launcher.hpp"

namespace inference_pio {

struct ScriptedWorker {
    Seconds prepare_time{0};
    Seconds sample_time{1};                 // on the fake clock
    std::vector<double> latencies{1};       // sample by sample; the last one again and again
    std::vector<FakeStep> at_prepare = {};  // instead of the usual answers, where there are any
    std::vector<FakeStep> at_sample = {};
    int sample_with_answer = -1;  // from 0: only that sample is answered by at_sample; -1: all
    std::string estimate = R"({"event":"estimated"})";
    ExitStatus exit = FakeScript{}.exit;
    std::optional<Bytes> resident = {};
};

inline FakeScript script_of(const ScriptedWorker& worker) {
    FakeScript script;
    script.exit = worker.exit;
    script.peak_resident = worker.resident;
    script.on_line = [worker, samples = 0](std::string_view line) mutable -> std::vector<FakeStep> {
        const auto is = [&](const char* word) { return line.find(fmt::format("\"do\":\"{}\"", word)) != line.npos; };
        if (is("provide")) return fake_events({R"({"event":"provided","files":{"model":"/made.gguf"}})"});
        if (is("estimate")) return fake_events({worker.estimate});
        if (is("prepare")) {
            if (!worker.at_prepare.empty()) return worker.at_prepare;
            return {FakeDelay{worker.prepare_time}, R"({"event":"ready","facts":{},"metrics":{"load_time":0.5}})"};
        }
        if (is("release")) return {R"({"event":"released","children_peak_memory_bytes":1000})"};
        const int number = samples++;
        if (!worker.at_sample.empty() && (worker.sample_with_answer < 0 || worker.sample_with_answer == number)) {
            return worker.at_sample;
        }
        const auto last = static_cast<int>(worker.latencies.size()) - 1;
        const double latency = worker.latencies[static_cast<std::size_t>(std::min(number, last))];
        return {FakeDelay{worker.sample_time},
                fmt::format(R"({{"event":"sample","metrics":{{"latency":{}}}}})", latency)};
    };
    return script;
}

}  // namespace inference_pio
