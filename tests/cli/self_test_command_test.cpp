// The self-tests through the real binary and the real workers, on the simulated engine.
#include <gmock/gmock.h>

#include "cli/piobench_process.hpp"

namespace inference_pio {
namespace {

using ::testing::AnyOf;
using ::testing::HasSubstr;

TEST(SelfTest, TruthTellsWhatItSawAndItsExitCodeAgrees) {
    Sandbox box;
    const Finished test = box.run({"self-test", "truth", "--runs", "1", "--series", "1"});
    EXPECT_THAT(test.exit_code, AnyOf(0, 1)) << test.errors;
    for (const char* part : {"quiet", "process bias 3 %", "ten times slower", "drift of 10 %", "1 of 1", "sleeping",
                             "Warm-up", "candidate is slower by"}) {
        EXPECT_THAT(test.output, HasSubstr(part));
    }
    EXPECT_THAT(test.output, HasSubstr(test.exit_code == 0 ? "self-test truth: passed" : "self-test truth: FAILED"));
}

TEST(SelfTest, AaWantsOneCase) {
    Sandbox box;
    const Finished test = box.run({"self-test", "aa", "qwen3_0_6b/unit/matmul"});
    EXPECT_EQ(test.exit_code, 2);
    EXPECT_THAT(test.errors, HasSubstr("cases are selected"));
    EXPECT_THAT(test.errors, HasSubstr("--param"));
}

TEST(SelfTest, AaMeasuresACaseAgainstItself) {
    Sandbox box;
    box.write("mine/benchmark_nap.sh", R"sh(#!/bin/sh
# piobench: protocol 1
exec 3>/proc/self/fd/$PIO_EVENT_FD
say() { printf '%s\n' "$1" >&3; }
while read -r line; do
    case "$line" in
    *'"describe"'*) say '{"event":"described","protocol":1,"benchmarks":[{"name":"nap"}]}' ;;
    *'"prepare"'*) say '{"event":"ready","facts":{},"metrics":{}}' ;;
    *'"measure"'*) say '{"event":"sample","metrics":{"latency":0.25}}' ;;
    *'"release"'*) say '{"event":"released"}'; exit 0 ;;
    esac
done
)sh");
    const Finished test = box.shell(
        "chmod +x mine/*.sh && $PIOBENCH self-test aa mine/nap --path mine --series 2 --pairs 6 "
        "--results-dir results && wc -l results/*-aa/pairs.ndjson");
    EXPECT_EQ(test.exit_code, 0) << test.errors;
    EXPECT_THAT(test.output, HasSubstr("0 of 2"));
    EXPECT_THAT(test.output, HasSubstr("12 results/"));
}

}  // namespace
}  // namespace inference_pio
