// Runs of one case on one machine, as a history holds them: a value a day.
#pragma once

#include <fmt/format.h>

#include <inference_pio/record.hpp>
#include <string>

#include "fakes/reported_run.hpp"

namespace inference_pio {

struct DatedRun {
    int day = 1;  // of November 2026
    double decode_fast = 0.014;
    std::string commit = "c1";
    std::string branch = "main";
    std::string machine = "f00d";
    std::string benchmark = "qwen3_0_6b/performance/generation";
    std::string checkpoint = "d1";
    std::string engine_version = "0.5.0";
};

inline Run dated_run(const DatedRun& of) {
    Run run;
    run.id = fmt::format("202611{:02}T100000Z-{:06x}", of.day, of.day);
    run.timestamp = fmt::format("2026-11-{:02}T10:00:00Z", of.day);
    run.command = "piobench run";
    run.complete = true;
    run.subject.commit = of.commit;
    run.subject.branch = of.branch;
    run.subject.compiler = "GNU 12.2.0";
    run.profile.fingerprint = of.machine;
    Parameters parameters;
    parameters.set("batch_size", std::int64_t{1});
    for (const auto& [metric, value] :
         {std::pair{"decode_fast", of.decode_fast}, {"prefill_fast", 0.12}, {"ttft", 0.13}}) {
        Record record = measured(of.benchmark, parameters, metric, value, 0.01);
        record.timestamp = run.timestamp;
        record.category = "performance";
        record.model = "qwen3_0_6b";
        record.run = run.id;
        record.subject = run.subject;
        record.facts.checkpoint_digest = of.checkpoint;
        record.facts.weights_source = "synthetic";
        EngineFacts engine;
        engine.name = "llama_cpp";
        engine.version = of.engine_version;
        record.facts.engine = engine;
        run.records.push_back(std::move(record));
    }
    return run;
}

}  // namespace inference_pio
