#include "session/pair_file.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

MeasuredPair pair() {
    MeasuredPair one;
    one.case_name = "m/performance/generation[batch_size=1]";
    one.slowdown = 0.03;
    one.baseline_first = false;
    one.duration_s = 4.5;
    one.baseline = {{"decode_fast", 0.014}, {"prefill_fast", 0.12}};
    one.candidate = {{"decode_fast", 0.0145}};
    return one;
}

TEST(PairFile, LinesComeBack) {
    EXPECT_EQ(*parse_pair(print_pair(pair())), pair());
    EXPECT_EQ(print_pair(pair()).find('\n'), std::string::npos);
}

TEST(PairFile, ReadsAFileAndForgivesAnUnfinishedLastLine) {
    const TemporaryFolder folder;
    const auto file = folder.path() / kPairsName;
    ASSERT_TRUE(write_file_whole(file, print_pair(pair()) + "\n" + print_pair(pair()) + "\n" + R"({"case":"m)"));
    const auto pairs = read_pairs(file);
    ASSERT_TRUE(pairs) << pairs.error().message;
    EXPECT_EQ(pairs->size(), 2U);
}

TEST(PairFile, NamesTheLineThatCannotBeRead) {
    const TemporaryFolder folder;
    const auto file = folder.path() / kPairsName;
    ASSERT_TRUE(write_file_whole(file, print_pair(pair()) + "\nnonsense\n"));
    const auto pairs = read_pairs(file);
    ASSERT_FALSE(pairs);
    EXPECT_THAT(pairs.error().message, HasSubstr("pairs.ndjson:2"));
    EXPECT_FALSE(read_pairs(folder.path() / "absent"));
}

TEST(PairFile, RefusesValuesThatAreNone) {
    EXPECT_FALSE(parse_pair(R"({"case":"m","baseline_first":true,"duration_s":1,"baseline":{"ttft":0},"candidate":{}})"));
    EXPECT_FALSE(parse_pair(R"({"case":"m","baseline_first":true,"duration_s":1,"baseline":{"ttft":"x"},"candidate":{}})"));
    EXPECT_FALSE(parse_pair(R"({"baseline_first":true})"));
}

}  // namespace
}  // namespace inference_pio
