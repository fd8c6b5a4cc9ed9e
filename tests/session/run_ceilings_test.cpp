// Whole jobs whose cases know their costs: the machine's own ceilings, measured by the real program.
#include "session/run_ceilings.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <fstream>

#include "common/files.hpp"
#include "execution/journal_ceiling.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class RunCeilings : public ::testing::Test {
protected:
    RunCeilings() {
        ::setenv("XDG_CACHE_HOME", (folder_.path() / "cache").c_str(), 1);
        options_.paths = {folder_.path() / "mine"};
        options_.results_dir = folder_.path() / "results";
        options_.preset = Preset::quick;
        options_.budget = Seconds(0.001);  // one visit
        machine_.profile = +[] {
            SystemProfile profile;
            profile.fingerprint = "0123456789abcdef";
            profile.build.version = "0.1.0";
            return profile;
        };
        machine_.cancellation = &cancellation_;
        observer_.step = [this](std::string_view line) {
            steps_.emplace_back(line);
            if (at_step_) at_step_(line);
        };
    }

    // A worker whose case makes a step of 1 MB and 1 MFLOP unless said otherwise, one in a second.
    void add_worker(const std::string& costs) {
        fs::create_directories(options_.paths[0]);
        const fs::path path = options_.paths[0] / "benchmark_thing.sh";
        std::ofstream(path) << fmt::format(R"sh(#!/bin/sh
# piobench: protocol 1
exec 3>/proc/self/fd/$PIO_EVENT_FD
say() {{ printf '%s\n' "$1" >&3; }}
while read -r line; do
    case "$line" in
    *'"describe"'*) say '{{"event":"described","protocol":1,"benchmarks":[{{"name":"thing"}}]}}' ;;
    *'"prepare"'*) say '{{"event":"ready","facts":{{{}}},"metrics":{{}}}}' ;;
    *'"measure"'*) say '{{"event":"sample","metrics":{{"decode_throughput":1,"prefill_time":1}}}}' ;;
    *'"release"'*) say '{{"event":"released"}}'; exit 0 ;;
    esac
done
)sh",
                                           costs);
        fs::permissions(path, fs::perms::owner_all);
    }
    static std::string costs_of_type(const std::string& weight_type) {
        return R"("costs":{"decode_step_bytes":1e6,"decode_step_flops":1e6,"prefill_flops":1e6,"threads":1,)"
               R"("weight_type":")" +
               weight_type + "\"}";
    }

    Result<RunResult> run() { return run_session(options_, observer_, machine_); }

    static const Record* find(const RunResult& result, const std::string& metric, const std::string& parameters = {}) {
        for (const Record& record : result.run.records) {
            const bool same = parameters.empty() || record.parameters.to_string() == parameters;
            if (record.metric.name == metric && same) return &record;
        }
        return nullptr;
    }

    TemporaryFolder folder_;
    Cancellation cancellation_;
    SessionMachine machine_;
    RunOptions options_;
    RunObserver observer_;
    std::vector<std::string> steps_;
    std::function<void(std::string_view)> at_step_;
};

TEST_F(RunCeilings, AreMeasuredOnceAndKept) {
    add_worker(costs_of_type("q4_0"));
    const auto first = run();
    ASSERT_TRUE(first) << first.error().message;
    EXPECT_EQ(first->exit_code, 0);
    const Record* read = find(*first, "peak_bandwidth", "pattern=read,threads=1");
    const Record* product = find(*first, "peak_flops", "weight_type=q4_0,threads=1");
    ASSERT_TRUE(read != nullptr && product != nullptr);
    EXPECT_EQ(read->benchmark, kCeilingsBenchmark);
    EXPECT_EQ(product->facts.engine->name, "llama_cpp");
    EXPECT_DOUBLE_EQ(*find(*first, "mbu")->value, 1e6 / *read->value);
    EXPECT_DOUBLE_EQ(*find(*first, "mfu")->value, 1e6 / *product->value);
    EXPECT_NE(find(*first, "peak_bandwidth", "pattern=triad,threads=1"), nullptr);
    EXPECT_THAT(first->run.warnings, IsEmpty());

    options_ = {};
    options_.resume = first->folder.string();
    steps_.clear();
    const auto again = run();
    ASSERT_TRUE(again) << again.error().message;
    EXPECT_EQ(again->run.records, first->run.records);
    EXPECT_THAT(steps_, ::testing::Not(::testing::Contains(HasSubstr("ceilings"))));
}

TEST_F(RunCeilings, ACaseThatDoesBetterThanTheMachineCanHasTheReasonInsteadOfAShare) {
    add_worker(R"("costs":{"decode_step_bytes":1e18,"decode_step_flops":1e6,"threads":1,"weight_type":"q4_0"})");
    const auto result = run();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->exit_code, 0);
    EXPECT_THAT(steps_, ::testing::Contains(HasSubstr("again, since a case did better")));
    EXPECT_FALSE(find(*result, "mbu")->value);
    EXPECT_THAT(*find(*result, "mbu")->status_reason, HasSubstr("the machine was slower when that was measured"));
    EXPECT_TRUE(find(*result, "decode_mfu")->value);
    // Each try takes as many processes as the machine's quiet allows.
    EXPECT_GE(find(*result, "peak_bandwidth", "pattern=read,threads=1")->process_count, 3 * 2);
    EXPECT_LE(find(*result, "peak_bandwidth", "pattern=triad,threads=1")->process_count, 6);
}

TEST_F(RunCeilings, ATypeWithoutKernelsLeavesAReason) {
    add_worker(costs_of_type("q9_9"));
    const auto result = run();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(result->exit_code, 0) << "the case was measured";
    EXPECT_TRUE(find(*result, "mbu")->value);
    EXPECT_FALSE(find(*result, "mfu")->value);
    EXPECT_THAT(*find(*result, "mfu")->status_reason, HasSubstr("q9_9"));
    EXPECT_THAT(result->run.warnings, ::testing::Contains(HasSubstr("core/ceilings[weight_type=q9_9,threads=1]")));
}

TEST_F(RunCeilings, CasesWithoutCostsNeedNone) {
    add_worker("");
    const auto result = run();
    ASSERT_TRUE(result) << result.error().message;
    EXPECT_EQ(find(*result, "peak_bandwidth"), nullptr);
    EXPECT_EQ(find(*result, "mbu"), nullptr);
    EXPECT_THAT(steps_, ::testing::Not(::testing::Contains(HasSubstr("ceilings"))));
}

TEST_F(RunCeilings, AStopWhileTheyAreMeasuredKeepsTheCases) {
    add_worker(costs_of_type("q4_0"));
    at_step_ = [this](std::string_view line) {
        if (line.find("ceilings") != line.npos) cancellation_.request();
    };
    const auto stopped = run();
    ASSERT_TRUE(stopped) << stopped.error().message;
    EXPECT_EQ(stopped->exit_code, 130);
    EXPECT_TRUE(find(*stopped, "decode_throughput")->value);
    EXPECT_FALSE(find(*stopped, "mbu")->value);
    EXPECT_THAT(*find(*stopped, "mbu")->status_reason, HasSubstr("the run was stopped"));
}

}  // namespace
}  // namespace inference_pio
