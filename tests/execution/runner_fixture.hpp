// A run of scripted workers on a fake clock, with a real journal.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/cancellation.hpp"
#include "execution/runner.hpp"
#include "execution/scripted_worker.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {

class RunnerTest : public ::testing::Test {
protected:
    RunnerTest() {
        settings_.policy.processes_min = 2;
        settings_.policy.processes_max = 3;
        settings_.policy.samples_per_process = settings_.policy.samples_max = settings_.policy.pilot_samples = 2;
        settings_.policy.warmup_max = 1;
        settings_.policy.span_min = Seconds(0);
    }

    void add(const std::string& name, ScriptedWorker worker, const std::string& checkpoint = {}) {
        FoundBenchmark benchmark;
        benchmark.name = "s/" + name;
        benchmark.file.kind = FileKind::source;
        benchmark.description.name = name;
        benchmark.description.checkpoint_model = checkpoint;
        benchmark.worker.argv = {name};
        benchmarks_.push_back(benchmark);
        plan_.cases.push_back({{benchmark.name, "", "", {}}, benchmarks_.size() - 1});
        workers_[name] = std::move(worker);
    }

    RunnerResult run(std::vector<CaseState> states = {}) {
        JournalHeader header;
        header.settings = settings_;
        for (const PlannedCase& planned : plan_.cases) header.cases.push_back({planned.id, {}});
        if (!journal_) {
            auto journal = Journal::create(folder_.path(), header);
            EXPECT_TRUE(journal);
            journal_.emplace(*std::move(journal));
        }
        const RunnerMachine machine{{clock_, launcher_, &cancellation_}, [this] { return available_; }};
        return Runner(benchmarks_, plan_, settings_, machine, *journal_, observer_).run(std::move(states));
    }

    std::vector<CaseState> replay() const {
        const auto content = parse_journal(*read_file(folder_.path() / kJournalName));
        EXPECT_TRUE(content) << content.error().message;
        return *replay_journal(*content);
    }

    // Lines of kind "prepare": visits, in order of time, by the name of their worker.
    std::vector<std::string> visits() const {
        std::vector<std::string> visits;
        for (const auto& launch : launcher_.launches) {
            const auto prepared = [](const std::string& line) { return line.find("\"prepare\"") != line.npos; };
            if (std::any_of(launch->lines.begin(), launch->lines.end(), prepared))
                visits.push_back(launch->spec.argv[0]);
        }
        return visits;
    }

    TemporaryFolder folder_;
    FakeClock clock_;
    Cancellation cancellation_;
    std::map<std::string, ScriptedWorker> workers_;
    FakeLauncher launcher_{[this](const LaunchSpec& spec) { return script_of(workers_.at(spec.argv[0])); }, &clock_};
    std::vector<FoundBenchmark> benchmarks_;
    Plan plan_;
    RunSettings settings_;
    RunObserver observer_;
    std::optional<Bytes> available_;
    std::optional<Journal> journal_;
};

}  // namespace inference_pio
