// Workers that crash, hang, lie and flood: each is a record with the right status, and the run goes on.
#include <gmock/gmock.h>

#include "cli/piobench_process.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

// A worker that speaks the protocol, with `on_measure` as its answer to `measure`.
std::string worker(const std::string& name, const std::string& on_measure) {
    return R"(# piobench: protocol 1
import json, os, sys, time, signal
events = os.fdopen(int(os.environ["PIO_EVENT_FD"]), "w")
def say(**event):
    events.write(json.dumps(event) + "\n")
    events.flush()
for line in sys.stdin:
    command = json.loads(line)["do"]
    if command == "describe":
        say(event="described", protocol=1, benchmarks=[{"name": ")" +
           name + R"(", "doc": "", "axes": {}, "metrics": []}])
    elif command == "prepare":
        say(event="ready", facts={}, metrics={})
    elif command == "measure":
        )" +
           on_measure + R"(
    elif command == "release":
        say(event="released")
)";
}

struct Hostile {
    const char* name;
    const char* on_measure;
    const char* status;
    const char* reason;  // a part of it
};

class HostileWorker : public ::testing::TestWithParam<Hostile> {};

TEST_P(HostileWorker, EndsAsARecordAndTheRunGoesOn) {
    Sandbox box;
    box.write("mine/benchmark_hostile.py", worker("hostile", GetParam().on_measure));
    box.write("mine/benchmark_fine.py", worker("fine", "say(event='sample', metrics={'latency': 0.5})"));
    const Finished run = box.run({"run", "--path", "mine", "--quick", "--timeout", "2s", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 3) << run.errors;
    const auto records = box.records();
    bool found = false;
    for (const auto& record : records) {
        if (record.at("benchmark").get<std::string>().find("hostile") == std::string::npos) continue;
        if (record.at("status") != GetParam().status) continue;
        found = true;
        EXPECT_TRUE(record.at("value").is_null() || record.at("value").is_number());
        EXPECT_THAT(record.at("status_reason").get<std::string>(), HasSubstr(GetParam().reason));
    }
    EXPECT_TRUE(found) << records.dump(1);
    const auto fine = find_record(records, "latency", "fine");
    ASSERT_TRUE(fine.is_object());
    EXPECT_DOUBLE_EQ(fine.at("value").get<double>(), 0.5);
    EXPECT_EQ(fine.at("status"), "ok");
    EXPECT_THAT(run.output, ::testing::Not(HasSubstr("nan")));
}

INSTANTIATE_TEST_SUITE_P(
    Kinds, HostileWorker,
    ::testing::Values(
        Hostile{"crashes", "os.kill(os.getpid(), signal.SIGSEGV)", "failed", "signal 11"},
        Hostile{"exits", "sys.stderr.write('no luck today\\n'); sys.exit(7)", "failed", "7"},
        Hostile{"hangs", "time.sleep(600)", "timed_out", "2"},
        Hostile{"garbage", "events.write('this is no json\\n'); events.flush()", "failed", ""},
        Hostile{"half_a_line", "events.write('{\"event\":\"sam'); events.flush(); os._exit(0)", "failed", ""},
        Hostile{"unknown_event", "say(event='surprise')", "failed", "surprise"},
        Hostile{"nan", "events.write('{\"event\":\"sample\",\"metrics\":{\"latency\":NaN}}\\n'); events.flush()",
                "failed", ""},
        Hostile{"null_metric", "say(event='sample', metrics={'latency': None})", "failed", "latency"},
        Hostile{"endless_line", "\n        while True: events.write('x' * 65536)", "failed", ""},
        Hostile{"out_of_memory", "say(event='failed', kind='out_of_memory', message='no memory for 8 GiB', remedy='')",
                "out_of_memory", "no memory for 8 GiB"}),
    [](const auto& kind) { return std::string(kind.param.name); });

TEST(HostileOutput, AFloodOnStandardOutputIsDrainedAndHarmsNothing) {
    Sandbox box;
    box.write("mine/benchmark_flood.py",
              worker("flood",
                     "\n        for _ in range(400): sys.stdout.write('y' * 65536); sys.stderr.write('z' * 65536)\n"
                     "        say(event='sample', metrics={'latency': 0.25})"));
    const Finished run = box.run({"run", "--path", "mine", "--quick", "--timeout", "60s", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 0) << run.errors.substr(0, 2000);
    EXPECT_DOUBLE_EQ(find_record(box.records(), "latency").at("value").get<double>(), 0.25);
    EXPECT_LT(run.errors.size(), 200'000U);
}

TEST(HostileGuideScript, AMemoryErrorIsOutOfMemoryAndATracebackIsTold) {
    Sandbox box;
    box.write("mine/benchmark_memory.py", "def benchmark_memory():\n    raise MemoryError('too much')\n");
    box.write("mine/benchmark_raises.py", "def benchmark_raises():\n    raise ValueError('the model is missing')\n");
    const Finished run = box.run({"run", "--path", "mine", "--quick", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 3);
    std::map<std::string, std::string> reasons;
    for (const auto& record : box.records()) {
        if (record.at("status") == "ok") continue;
        reasons[record.at("status").get<std::string>()] += record.at("status_reason").get<std::string>();
    }
    EXPECT_THAT(reasons["out_of_memory"], HasSubstr("too much"));
    EXPECT_THAT(reasons["failed"], HasSubstr("the model is missing"));
}

}  // namespace
}  // namespace inference_pio
