// Variants of a model beside the original, through the real binary: on the simulated engine, and what is skipped.
#include <gmock/gmock.h>

#include <fstream>

#include "cli/piobench_process.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

TEST(Variants, AreComparedWithTheOriginalThoughNobodyAskedForIt) {
    Sandbox box;
    const Finished run = box.run({"run", "core/optimization", "--engine", "simulated", "--engine-option", "ttft_s=0.25",
                                  "--quick", "--param", "variant=q8_0,depth_25", "--results-dir", "results"});
    ASSERT_EQ(run.exit_code, 0) << run.errors;
    EXPECT_THAT(run.output, HasSubstr("speed-up"));
    const auto records = box.records();
    int compared = 0;
    int originals = 0;
    for (const auto& record : records) {
        if (record.at("metric") != "prefill_fast") continue;
        if (record.at("parameters").at("variant") == "original") {
            ++originals;
            EXPECT_TRUE(record.at("reference").is_null());
            EXPECT_TRUE(record.at("ratio").is_null());
            continue;
        }
        ++compared;
        EXPECT_THAT(record.at("reference").get<std::string>(),
                    StartsWith("core/optimization[model=qwen3_0_6b,variant=original,"));
        EXPECT_NEAR(record.at("ratio").get<double>(), 1, 0.01) << "the same truth was planted on both sides";
        EXPECT_EQ(record.at("ratio_interval").at("method"), "student_t_log_pair_ratios");
        EXPECT_EQ(record.at("process_count"), 3);
    }
    EXPECT_EQ(originals, 1);
    EXPECT_EQ(compared, 2);
    const Finished check = box.shell(std::string("python3 ") + PIO_SOURCE_DIR + "/scripts/validate-records " +
                                     (box.run_folder() / "results.json").string());
    EXPECT_EQ(check.exit_code, 0) << check.output << check.errors;
}

TEST(Variants, AWordThatIsNoneIsAClearRecordAndTheOriginalIsMeasured) {
    Sandbox box;
    const Finished run = box.run({"run", "core/optimization", "--engine", "simulated", "--quick", "--param",
                                  "variant=q9_9", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 3);
    EXPECT_THAT(run.output, HasSubstr("q9_9"));
    EXPECT_TRUE(find_record(box.records(), "ttft").is_object());
}

TEST(Variants, QualityOfRandomWeightsIsSkippedWithTheRemedy) {
    Sandbox box;
    const Finished run = box.run({"run", "core/optimization_quality", "--quick", "--results-dir", "results"});
    EXPECT_EQ(run.exit_code, 5) << "nothing was measured";
    EXPECT_THAT(run.output, HasSubstr("24 cases"));
    EXPECT_THAT(run.output, HasSubstr("--model-file"));
}

}  // namespace
}  // namespace inference_pio
