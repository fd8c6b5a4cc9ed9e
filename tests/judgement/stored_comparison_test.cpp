// compare_runs(): whole runs, and families as large as real ones.
#include <gmock/gmock.h>

#include <algorithm>
#include <set>

#include "judgement/stored_runs.hpp"
#include "judgement/stored_verdict.hpp"

namespace inference_pio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr const char* kGeneration = "qwen3_0_6b/performance/generation";

std::vector<Record> generation(double decode, std::int64_t batch = 1) {
    return {steady_record(kGeneration, one_batch(batch), "ttft", 0.3),
            steady_record(kGeneration, one_batch(batch), "decode_fast", decode),
            stored_record(kGeneration, one_batch(batch), "peak_memory", std::vector<double>(8, 642e6))};
}

Comparison compared(const Run& baseline, const Run& candidate, const NoiseOf& noise = {}) {
    return compare_runs(baseline, candidate, {}, Correction::holm, noise);
}

SessionNoise quiet(const Record& /*candidate*/) { return {0.002, 20}; }

TEST(CompareRuns, NamesWhatItComparesAndWhatCameOut) {
    const inference_pio::Run baseline = stored_run("aaa", generation(0.016));
    inference_pio::Run candidate = stored_run("bbb", generation(0.0172));
    for (Record& record : candidate.records) record.facts.engine->version = "0.6.0";
    const Comparison comparison = compared(baseline, candidate, quiet);
    EXPECT_EQ(comparison.evidence, EvidenceKind::stored);
    EXPECT_EQ(comparison.baseline.subject.commit, "aaa");
    EXPECT_EQ(comparison.candidate.run, candidate.id);
    EXPECT_THAT(comparison.baseline.engines, ElementsAre("llama_cpp 0.5.0"));
    EXPECT_THAT(comparison.candidate.engines, ElementsAre("llama_cpp 0.6.0"));
    EXPECT_EQ(comparison.fingerprint, "4f1c09b2a7d35e68");
    EXPECT_NEAR(comparison.alpha, 0.05, 1e-12);
    EXPECT_EQ(comparison.correction, "holm");
    EXPECT_THAT(comparison.warnings, IsEmpty());
    ASSERT_EQ(comparison.rows.size(), 3U);
    EXPECT_FALSE(comparison.rows[0].deciding);
    EXPECT_EQ(comparison.rows[0].verdict, Verdict::equivalent);
    EXPECT_TRUE(comparison.rows[1].deciding);
    EXPECT_EQ(comparison.rows[1].verdict, Verdict::regressed);
    EXPECT_EQ(comparison.rows[1].baseline_engine, "llama_cpp 0.5.0");
    EXPECT_EQ(comparison.rows[1].candidate_engine, "llama_cpp 0.6.0");
    EXPECT_EQ(comparison.rows[2].verdict, Verdict::equivalent);
}

TEST(CompareRuns, RowsComeByCaseAndThenByTheCatalogue) {
    const auto both = [](std::vector<Record> records, const std::vector<Record>& more) {
        records.insert(records.end(), more.begin(), more.end());
        return records;
    };
    const inference_pio::Run baseline = stored_run("a", both(generation(0.016, 1), generation(0.02, 4)));
    inference_pio::Run candidate = baseline;
    std::reverse(candidate.records.begin(), candidate.records.end());
    std::vector<std::string> names;
    for (const ComparedMetric& row : compared(baseline, candidate).rows) {
        names.push_back(to_string(*row.parameters.find("batch_size")) + " " + row.metric.name);
    }
    EXPECT_THAT(names,
                ElementsAre("4 ttft", "4 decode_fast", "4 peak_memory", "1 ttft", "1 decode_fast", "1 peak_memory"));
}

TEST(CompareRuns, ACaseThatFailsNowIsNotPassedBy) {
    const inference_pio::Run baseline = stored_run("a", generation(0.016));
    const inference_pio::Run candidate =
        stored_run("b", {failed_record(kGeneration, one_batch(1), "ttft", "the worker crashed")});
    const Comparison now = compared(baseline, candidate);
    ASSERT_EQ(now.rows.size(), 1U);
    EXPECT_TRUE(now.rows[0].deciding);
    EXPECT_EQ(now.rows[0].verdict, Verdict::inconclusive);
    EXPECT_THAT(now.rows[0].reason, StartsWith("failed: the worker crashed"));
    EXPECT_THAT(now.unlike, IsEmpty());
    const Comparison mended = compared(candidate, baseline);
    ASSERT_EQ(mended.rows.size(), 1U);
    EXPECT_FALSE(mended.rows[0].deciding) << "there was nothing that could have become worse";
}

TEST(CompareRuns, AnotherMachineIsRefused) {
    const inference_pio::Run baseline = stored_run("a", generation(0.016));
    inference_pio::Run candidate = stored_run("b", generation(0.032));
    candidate.profile.cpu.model = "Intel Xeon";
    const Comparison comparison = compared(baseline, candidate);
    EXPECT_THAT(comparison.rows, IsEmpty());
    EXPECT_EQ(comparison.fingerprint, "");
    ASSERT_EQ(comparison.unlike.size(), 1U);
    EXPECT_EQ(comparison.unlike[0].field, "fingerprint: cpu.model");
}

TEST(CompareRuns, WarnsOfWhatMakesItWeak) {
    inference_pio::Run baseline = stored_run("a", generation(0.016));
    inference_pio::Run candidate = stored_run("b", generation(0.016));
    baseline.complete = false;
    candidate.subject.dirty = true;
    for (Record& record : candidate.records) record.status = Status::unstable;
    const auto warnings = compared(baseline, candidate).warnings;
    EXPECT_THAT(warnings, Contains(HasSubstr("baseline was interrupted")));
    EXPECT_THAT(warnings, Contains(HasSubstr("1 case of the candidate did not settle")));
    EXPECT_THAT(warnings, Contains(HasSubstr("candidate was measured with changes")));
    EXPECT_THAT(warnings, Contains(HasSubstr("assumed to be 2 % for 2 rows")));
    EXPECT_THAT(compared(stored_run("a", generation(0.016)), stored_run("a", generation(0.016)), quiet).warnings,
                ElementsAre(HasSubstr("same commit")));
}

TEST(CompareRuns, AUnitBenchmarkIsDecidedByItsLatency) {
    const auto records = [](double latency) {
        return std::vector<Record>{steady_record("core/resize", {}, "latency", latency),
                                   steady_record("core/resize", {}, "load_time", 1)};
    };
    const Comparison comparison = compared(stored_run("a", records(1)), stored_run("b", records(1.3)), quiet);
    ASSERT_EQ(comparison.rows.size(), 2U);
    for (const ComparedMetric& row : comparison.rows) EXPECT_EQ(row.deciding, row.metric.name == "latency");
}

// As imports have them: hyperfine's mean, median, minimum and maximum.
TEST(CompareRuns, OfSeveralStatisticsOfADistributionTheMiddleDecides) {
    const auto records = [](std::vector<std::string> statistics) {
        std::vector<Record> made;
        for (std::string& statistic : statistics) {
            made.push_back(steady_record("hyperfine/sort", {}, "latency", 1));
            made.back().statistic = std::move(statistic);
        }
        return made;
    };
    const auto deciding = [&](const std::vector<std::string>& statistics) {
        std::vector<std::string> names;
        for (const auto& row :
             compared(stored_run("a", records(statistics)), stored_run("b", records(statistics)), quiet).rows) {
            if (row.deciding) names.push_back(row.statistic);
        }
        return names;
    };
    EXPECT_THAT(deciding({"mean", "median", "minimum", "maximum"}), ElementsAre("median"));
    EXPECT_THAT(deciding({"mean", "p99"}), ElementsAre("mean"));
    EXPECT_THAT(deciding({"p90", "p50", "p99"}), ElementsAre("p50"));
    EXPECT_THAT(deciding({"single"}), ElementsAre("single"));
    EXPECT_THAT(deciding({"p90", "p99"}), ElementsAre("p90", "p99"));
}

// Five hundred cases of one build in two sessions.
struct Family {
    std::size_t regressed = 0;
    std::size_t improved = 0;
    std::set<std::size_t> which;
};

// `history`: runs that each case has behind it, from which its noise is computed; 0: it is assumed.
Family judged_family(std::uint64_t seed, double session, std::size_t slower = 500, double by = 1,
                     std::size_t history = 0) {
    SimulatedSessions sessions(seed);
    const std::vector<double> truth(500, 0.016);
    std::vector<double> changed = truth;
    if (slower < changed.size()) changed[slower] *= by;
    const inference_pio::Run baseline = sessions.run("a", truth, session, 0.01);
    const inference_pio::Run candidate = sessions.run("b", changed, session, 0.01);
    std::mt19937_64 random(seed + 77);
    std::normal_distribution<double> normal;
    const NoiseOf noise = [&](const Record&) {
        std::vector<double> values;
        for (std::size_t i = 0; i < history; ++i) values.push_back(0.016 * std::exp(session * normal(random)));
        return compute_session_noise(values);
    };
    Family family;
    const Comparison comparison = compared(baseline, candidate, noise);
    for (std::size_t i = 0; i < comparison.rows.size(); ++i) {
        if (comparison.rows[i].verdict == Verdict::regressed) family.which.insert(i), ++family.regressed;
        family.improved += comparison.rows[i].verdict == Verdict::improved ? 1 : 0;
    }
    return family;
}

TEST(Families, FiveHundredSteadyCasesGiveNoAlarm) {
    for (const double session : {0.01, 0.02}) {
        int quiet_families = 0;
        for (std::uint64_t seed = 0; seed < 25; ++seed) {
            quiet_families += judged_family(100 + seed, session).regressed == 0 ? 1 : 0;
        }
        EXPECT_GE(quiet_families, 24) << session;
    }
}

TEST(Families, AShortHistoryMakesNoAlarmAndHidesNone) {
    for (const std::size_t history : {6U, 15U}) {
        int quiet_families = 0;
        int alone = 0;
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            quiet_families += judged_family(300 + seed, 0.015, 500, 1, history).regressed == 0 ? 1 : 0;
            const Family family = judged_family(400 + seed, 0.015, 123, 1.2, history);
            alone += family.which == std::set<std::size_t>{123} ? 1 : 0;
        }
        EXPECT_GE(quiet_families, 9) << history << " runs";
        EXPECT_GE(alone, 9) << history << " runs";
    }
}

TEST(Families, TheOneThatIsSlowerStandsAlone) {
    for (const double session : {0.01, 0.02}) {
        int alone = 0;
        for (std::uint64_t seed = 0; seed < 10; ++seed) {
            const Family family = judged_family(200 + seed, session, 123, 1.2);
            alone += family.which == std::set<std::size_t>{123} ? 1 : 0;
        }
        EXPECT_GE(alone, 9) << session;
    }
}

// 100 families of each, by hand: --gtest_also_run_disabled_tests --gtest_filter='Families.DISABLED_*'
TEST(Families, DISABLED_Hundred) {
    for (const double session : {0.01, 0.015, 0.02, 0.03}) {
        for (const std::size_t history : {0U, 6U, 15U, 50U}) {
            int quiet_families = 0;
            int alone = 0;
            for (std::uint64_t seed = 0; seed < 100; ++seed) {
                quiet_families += judged_family(5000 + seed, session, 500, 1, history).regressed == 0 ? 1 : 0;
                const Family family = judged_family(6000 + seed, session, 321, 1.2, history);
                alone += family.which == std::set<std::size_t>{321} ? 1 : 0;
            }
            fmt::print(
                "session noise {:.1f} %, {:2} runs behind: {} of 100 steady families without a regressed row; in "
                "{} of 100 the case that is 20 % slower is the only one\n",
                session * 100, history, quiet_families, alone);
            if (session > 0.02) continue;  // beyond what is assumed: to be seen, not to be met
            EXPECT_GE(quiet_families, 95);
            EXPECT_GE(alone, session < 0.02 ? 95 : 90);
        }
    }
}

}  // namespace
}  // namespace inference_pio
