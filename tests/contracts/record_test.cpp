#include <gtest/gtest.h>

#include <inference_pio/record.hpp>

namespace inference_pio {
namespace {

TEST(Record, CaseNameHasParametersInBrackets) {
    EXPECT_EQ(case_name("core/resize", {}), "core/resize");
    Record record;
    record.benchmark = "qwen3_vl_2b/performance/generation";
    record.parameters = {{"batch_size", std::int64_t{1}}, {"sequence_length", std::int64_t{128}}};
    EXPECT_EQ(record.case_name(), "qwen3_vl_2b/performance/generation[batch_size=1,sequence_length=128]");
}

TEST(Record, StatusesComeBack) {
    for (const Status status :
         {Status::ok, Status::unstable, Status::failed, Status::timed_out, Status::out_of_memory, Status::skipped}) {
        EXPECT_EQ(status_from(to_string(status)), status);
    }
    const auto unknown = status_from("fine");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::malformed);
    EXPECT_EQ(unknown.error().message, "unknown status 'fine'");
}

TEST(Record, VerdictsHaveWords) {
    EXPECT_EQ(to_string(Verdict::improved), "improved");
    EXPECT_EQ(to_string(Verdict::equivalent), "equivalent");
    EXPECT_EQ(to_string(Verdict::regressed), "regressed");
    EXPECT_EQ(to_string(Verdict::inconclusive), "inconclusive");
}

}  // namespace
}  // namespace inference_pio
