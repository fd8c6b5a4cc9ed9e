#include "worker/standalone.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>
#include <vector>

#include "worker/test_registry.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;
using testing::Not;

class StandaloneTest : public testing::Test {
protected:
    StandaloneTest() {
        registry_.add("first").doc("Counts").axis("count", {1, 2}).prepare([](const Parameters& p) -> Result<Measure> {
            return [count = p.get<double>("count")](Sample& sample) -> Result<void> {
                sample.record("latency", count);
                return {};
            };
        });
        registry_.add("second").prepare(nothing_to_measure);
    }

    int run(std::vector<std::string_view> arguments) {
        testing::internal::CaptureStdout();
        testing::internal::CaptureStderr();
        const int code = run_standalone(arguments, registry_.benchmarks(), {}, services_);
        output = testing::internal::GetCapturedStdout();
        errors = testing::internal::GetCapturedStderr();
        return code;
    }

    TestRegistry registry_;
    WorkerServices services_;
    std::string output;
    std::string errors;
};

TEST_F(StandaloneTest, RunsEachBenchmarkAtItsFirstPoint) {
    EXPECT_EQ(run({}), 0) << errors;
    EXPECT_THAT(output, HasSubstr("first[count=1]\n"));
    EXPECT_THAT(output, HasSubstr("second\n"));
    EXPECT_THAT(output, HasSubstr(" s\n")) << "values have their unit";
}

TEST_F(StandaloneTest, RunsOneElsewhere) {
    EXPECT_EQ(run({"first", "count=7"}), 0) << errors;
    EXPECT_THAT(output, HasSubstr("first[count=7]\n"));
    EXPECT_THAT(output, HasSubstr(" 7 s\n"));
    EXPECT_THAT(output, Not(HasSubstr("second")));
}

TEST_F(StandaloneTest, ListsAndHelps) {
    EXPECT_EQ(run({"--list"}), 0);
    EXPECT_THAT(output, HasSubstr("first  Counts\n    count: 1 2\n"));
    EXPECT_EQ(run({"--help"}), 0);
    EXPECT_THAT(output, HasSubstr("first second"));
}

TEST_F(StandaloneTest, WrongUsageIsNamed) {
    EXPECT_EQ(run({"--what"}), 2);
    EXPECT_THAT(errors, HasSubstr("--what"));
    EXPECT_EQ(run({"third"}), 2);
    EXPECT_THAT(errors, HasSubstr("third"));
    EXPECT_EQ(run({"first", "second"}), 2);
    EXPECT_EQ(run({"first", "size=1"}), 2);
    EXPECT_THAT(errors, HasSubstr("no axis size"));
    EXPECT_EQ(run({"first", "count=many"}), 2);
    EXPECT_THAT(errors, HasSubstr("many"));
}

TEST_F(StandaloneTest, FailuresAreToldAndTheOthersRun) {
    registry_.add("bad").prepare([](const Parameters&) -> Result<Measure> {
        return [](Sample&) -> Result<void> { return fail(ErrorKind::mismatch, "wrong output", "fix it"); };
    });
    registry_.add("last").prepare(nothing_to_measure);
    EXPECT_EQ(run({}), 3);
    EXPECT_THAT(errors, HasSubstr("wrong output\n  fix it"));
    EXPECT_THAT(output, HasSubstr("last\n"));
    EXPECT_EQ(run({"last"}), 0);
}

TEST_F(StandaloneTest, NonsensicalRegistryIsRefused) {
    registry_.add("first").prepare(nothing_to_measure);
    EXPECT_EQ(run({}), 3);
    EXPECT_THAT(errors, HasSubstr("registered before"));
}

}  // namespace
}  // namespace inference_pio
