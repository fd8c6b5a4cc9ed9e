#include "session/compare_session.hpp"

#include <gmock/gmock.h>

#include "fakes/dated_run.hpp"
#include "fakes/temporary_folder.hpp"
#include "session/history_session.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

class CompareStored : public ::testing::Test {
protected:
    void add(const inference_pio::Run& run) { ASSERT_TRUE(add_to_history(run, folder_.path(), {})); }

    [[nodiscard]] Result<StoredComparison> compare(const std::string& baseline = {},
                                                   const std::string& candidate = {}) const {
        StoredComparisonOptions options;
        options.results_dir = folder_.path();
        options.baseline = baseline;
        options.candidate = candidate;
        return compare_stored(options);
    }

    [[nodiscard]] static const ComparedMetric& decode(const StoredComparison& compared) {
        for (const ComparedMetric& row : compared.comparison.rows) {
            if (row.metric.name == "decode_fast") return row;
        }
        throw std::runtime_error("no row of decode_fast");
    }

    TemporaryFolder folder_;
};

TEST_F(CompareStored, TheLatestWithTheNewestOfTheMainBranch) {
    add(dated_run({.day = 1, .decode_fast = 0.020, .commit = "c1"}));
    add(dated_run({.day = 2, .decode_fast = 0.014, .commit = "c2"}));
    add(dated_run({.day = 3, .decode_fast = 0.010, .commit = "c3", .branch = "other"}));
    add(dated_run({.day = 4, .decode_fast = 0.018, .commit = "c4", .branch = "fix"}));
    const auto compared = compare();
    ASSERT_TRUE(compared) << compared.error().message;
    EXPECT_EQ(compared->baseline.subject.commit, "c2");
    EXPECT_EQ(compared->candidate.subject.commit, "c4");
    EXPECT_EQ(decode(*compared).verdict, Verdict::regressed);
    EXPECT_NEAR(*decode(*compared).ratio, 18.0 / 14, 1e-9);
    EXPECT_THAT(compared->comparison.findings, SizeIs(1));
}

TEST_F(CompareStored, WithoutABaselineItSaysSo) {
    add(dated_run({.day = 1, .branch = "fix"}));
    const auto compared = compare();
    ASSERT_FALSE(compared);
    EXPECT_TRUE(is_missing_baseline(compared.error())) << compared.error().message;
    const auto named = compare("no-such-tag", "latest");
    ASSERT_FALSE(named);
    EXPECT_TRUE(is_missing_baseline(named.error()));
    EXPECT_FALSE(is_missing_baseline(compare("", "no-such-run").error()));
}

TEST_F(CompareStored, AnotherMachineIsRefusedWithTheReason) {
    add(dated_run({.day = 1, .machine = "f00d"}));
    add(dated_run({.day = 2, .commit = "c2", .machine = "beef"}));
    const auto searched = compare();
    ASSERT_FALSE(searched);
    EXPECT_TRUE(is_missing_baseline(searched.error()));
    const auto named = compare("20261101T100000Z-000001", "latest");
    ASSERT_TRUE(named) << named.error().message;
    EXPECT_THAT(named->comparison.rows, IsEmpty());
    EXPECT_THAT(named->comparison.unlike, Not(IsEmpty()));
}

TEST_F(CompareStored, AnotherCheckpointIsRefusedAnotherEngineVersionIsCompared) {
    add(dated_run({.day = 1}));
    add(dated_run({.day = 2, .commit = "c2", .checkpoint = "d2"}));
    const auto unlike = compare("20261101T100000Z-000001", "latest");
    ASSERT_TRUE(unlike);
    EXPECT_THAT(unlike->comparison.rows, IsEmpty());
    EXPECT_EQ(unlike->comparison.unlike.at(0).field, "checkpoint.digest");
    add(dated_run({.day = 3, .commit = "c2", .engine_version = "0.6.0"}));
    const auto engines = compare("20261101T100000Z-000001", "latest");
    ASSERT_TRUE(engines);
    EXPECT_EQ(decode(*engines).baseline_engine, "llama_cpp 0.5.0");
    EXPECT_EQ(decode(*engines).candidate_engine, "llama_cpp 0.6.0");
}

// Files from elsewhere are compared without entering the history: it would take them for the latest run.
TEST_F(CompareStored, FilesThatTheHistoryDoesNotKnowAreCompared) {
    const auto write = [&](const inference_pio::Run& run) {
        RunPack pack;
        pack.runs.emplace_back().run = run;
        const auto file = folder_.path() / (run.id + ".ndjson");
        EXPECT_TRUE(write_pack(file, pack));
        return file.string();
    };
    const std::string base = write(dated_run({.day = 1}));
    const std::string candidate = write(dated_run({.day = 5, .decode_fast = 0.018, .commit = "c5", .branch = "fix"}));
    const auto both = compare(base, candidate);
    ASSERT_TRUE(both) << both.error().message;
    EXPECT_EQ(decode(*both).verdict, Verdict::regressed);
    EXPECT_TRUE(is_missing_baseline(compare("", candidate).error()));
    add(dated_run({.day = 2, .commit = "c2"}));
    add(dated_run({.day = 3, .commit = "c3", .checkpoint = "d2"}));
    const auto searched = compare("", candidate);
    ASSERT_TRUE(searched) << searched.error().message;
    EXPECT_EQ(searched->baseline.subject.commit, "c2") << "the newest that has a case in common";
    EXPECT_EQ(open_history(folder_.path(), false)->runs()->size(), 2U);
}

TEST_F(CompareStored, AnAcceptedChangeIsMarkedFromItsRunOn) {
    add(dated_run({.day = 1}));
    add(dated_run({.day = 2, .decode_fast = 0.018, .commit = "c2"}));
    AcceptOptions accept;
    accept.results_dir = folder_.path();
    accept.case_pattern = "qwen3_0_6b/*";
    accept.reason = "safer sampling";
    ASSERT_TRUE(accept_change(accept, {}));
    const auto compared = compare("20261101T100000Z-000001", "latest");
    ASSERT_TRUE(compared);
    EXPECT_EQ(decode(*compared).accepted, "safer sampling");
    add(dated_run({.day = 3, .decode_fast = 0.022, .commit = "c3"}));
    const auto later = compare("20261102T100000Z-000002", "latest");
    ASSERT_TRUE(later);
    EXPECT_FALSE(decode(*later).accepted) << "what comes after the accepted run is another change";
}

TEST(AcceptedReason, FitsByCaseMetricAndTime) {
    AcceptedChange one;
    one.acceptance.case_pattern = "qwen3_*";
    one.acceptance.metric = "decode_*";
    one.acceptance.reason = "meant";
    one.since = "2026-11-05T00:00:00Z";
    const auto reason = [&](const char* name, const char* metric, const char* from, const char* to) {
        return accepted_reason({one}, name, metric, from, to).value_or("");
    };
    EXPECT_EQ(reason("qwen3_0_6b/x[a=1]", "decode_fast", "2026-11-04", "2026-11-06"), "meant");
    EXPECT_EQ(reason("gemma/x", "decode_fast", "2026-11-04", "2026-11-06"), "");
    EXPECT_EQ(reason("qwen3_0_6b/x", "ttft", "2026-11-04", "2026-11-06"), "");
    EXPECT_EQ(reason("qwen3_0_6b/x", "decode_fast", "2026-11-06", "2026-11-08"), "");
    EXPECT_EQ(reason("qwen3_0_6b/x", "decode_fast", "2026-11-01", "2026-11-04"), "");
}

TEST_F(CompareStored, ASeriesIsReadWithItsStepAndItsAcceptance) {
    for (int day = 1; day <= 20; ++day) {
        const double wobble = 1 + 0.002 * (day % 3);
        add(dated_run(
            {.day = day, .decode_fast = (day < 11 ? 0.014 : 0.0154) * wobble, .commit = fmt::format("c{}", day)}));
    }
    ShowOptions options;
    options.results_dir = folder_.path();
    options.case_pattern = "qwen3_0_6b";
    options.fingerprint = "f00d";
    const auto shown = read_series(options, {});
    ASSERT_TRUE(shown) << shown.error().message;
    ASSERT_THAT(*shown, SizeIs(2)) << "decode_fast and prefill_fast decide; ttft does not";
    for (const SeriesHistory& history : *shown) {
        const bool stepped = history.series.metric.name == "decode_fast";
        EXPECT_THAT(history.analysis.steps, SizeIs(stepped ? 1 : 0));
        EXPECT_THAT(history.values, SizeIs(20));
        if (stepped) {
            EXPECT_EQ(history.analysis.steps[0].index, 10U);
            EXPECT_NEAR(history.analysis.steps[0].ratio, 1.1, 0.01);
            EXPECT_EQ(history.accepted.at(0), "");
        }
    }
    options.case_pattern = "qwen3_0_6c";
    const auto absent = read_series(options, {});
    ASSERT_FALSE(absent);
    EXPECT_THAT(absent.error().remedy, HasSubstr("qwen3_0_6b"));
}

}  // namespace
}  // namespace inference_pio
