// Series of a machine, their values, and what two runs share.
#include <gmock/gmock.h>

#include "fakes/temporary_folder.hpp"
#include "history/sample_runs.hpp"
#include "history/store.hpp"

namespace inference_pio {
namespace {

using testing::DoubleEq;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

const std::string kMachine = RunTraits{}.fingerprint;
const std::string kOtherMachine = "fedcba9876543210";

class StoreSeries : public testing::Test {
protected:
    void add(const RunTraits& traits) { ASSERT_TRUE(store_.add_run(sample_run(traits), {}).value()); }

    // decode_fast of the first case.
    std::int64_t first_series(const RunTraits& traits) {
        return store_.find_series(sample_run(traits).records.front()).value().value();
    }

    static RunTraits with_factor(int n, double factor) {
        RunTraits traits = traits_of(n);
        traits.factor = factor;
        return traits;
    }

    TemporaryFolder folder_;
    HistoryStore store_ = HistoryStore::open(folder_.path() / kStoreName).value();
};

TEST_F(StoreSeries, SeriesAreFoundByCaseBenchmarkAndMetric) {
    add(traits_of(0));
    add(traits_of(1));
    RunTraits elsewhere = traits_of(2);
    elsewhere.fingerprint = kOtherMachine;
    elsewhere.cases = 1;
    add(elsewhere);
    const auto count = [&](const std::string& machine, std::string_view pattern, std::string_view metric) {
        return store_.series(machine, pattern, metric).value().size();
    };
    EXPECT_EQ(count(kMachine, "", ""), 7U);
    EXPECT_EQ(count(kOtherMachine, "", ""), 4U);
    EXPECT_EQ(count("0000000000000000", "", ""), 0U);
    EXPECT_EQ(count(kMachine, "qwen3_0_6b/performance/generation", ""), 6U);
    EXPECT_EQ(count(kMachine, "qwen3_0_6b", "ttft"), 2U);
    EXPECT_EQ(count(kMachine, "*[batch_size=2,*", "decode_*"), 1U);
    EXPECT_EQ(count(kMachine, "qwen3_0_6b/performance/generation[batch_size=1,weight_type=q4_0]", ""), 3U);
    EXPECT_EQ(count(kMachine, "generation", ""), 0U);
}

TEST_F(StoreSeries, ASeriesSaysWhatItIsOf) {
    add(traits_of(0));
    add(traits_of(1));
    const auto found = store_.series(kMachine, "*batch_size=2*", "ttft").value();
    ASSERT_THAT(found, SizeIs(1));
    const Record record = sample_run().records[4];
    EXPECT_EQ(found[0].benchmark, record.benchmark);
    EXPECT_EQ(found[0].parameters, record.parameters);
    EXPECT_EQ(found[0].case_name(), record.case_name());
    EXPECT_EQ(found[0].model, "qwen3_0_6b");
    EXPECT_EQ(found[0].metric, record.metric);
    EXPECT_EQ(found[0].statistic, record.statistic);
    EXPECT_EQ(found[0].engine, "llama_cpp");
    EXPECT_EQ(found[0].checkpoint_digest, record.facts.checkpoint_digest);
    EXPECT_EQ(found[0].values, 2);
    EXPECT_EQ(store_.find_series(record).value(), found[0].id);
    // A metric that this machine withholds is a series, without values.
    EXPECT_EQ(store_.series(kMachine, "*batch_size=1*", "energy").value().at(0).values, 0);
}

TEST_F(StoreSeries, AnotherKeyIsAnotherSeries) {
    add(traits_of(0));
    RunTraits engine = traits_of(1);
    engine.engine_version = "0.6.0";  // the subject: the same series
    add(engine);
    EXPECT_EQ(first_series(traits_of(0)), first_series(engine));
    RunTraits checkpoint = traits_of(2);
    checkpoint.checkpoint = "another";
    EXPECT_EQ(store_.find_series(sample_run(checkpoint).records.front()).value(), std::nullopt);
    add(checkpoint);
    EXPECT_NE(first_series(traits_of(0)), first_series(checkpoint));
}

TEST_F(StoreSeries, ValuesComeInTheOrderOfTime) {
    for (const int n : {2, 0, 1}) add(with_factor(n, 1 + n));
    RunTraits elsewhere = traits_of(3);
    elsewhere.fingerprint = kOtherMachine;
    add(elsewhere);
    RunTraits branch = with_factor(4, 10);
    branch.branch = "fix-x";
    branch.dirty = true;
    branch.engine_version = "0.6.0";
    add(branch);

    const std::int64_t series = first_series(traits_of(0));
    const auto all = store_.values(series, kMachine).value();
    ASSERT_THAT(all, SizeIs(4));
    EXPECT_THAT((std::vector{all[0].value, all[1].value, all[2].value, all[3].value}),
                ElementsAre(DoubleEq(0.01), DoubleEq(0.02), DoubleEq(0.03), DoubleEq(0.1)));
    const Record record = sample_run(branch).records.front();
    EXPECT_EQ(all[3], (SeriesValue{branch.id, branch.timestamp, branch.commit, true, "fix-x", "llama_cpp 0.6.0",
                                   *record.value, record.interval, Status::ok,
                                   record.noise.disturbed_samples}));
    EXPECT_THAT(store_.values(series, kMachine, "main").value(), SizeIs(3));
    EXPECT_THAT(store_.values(series, kMachine, "none").value(), IsEmpty());
    EXPECT_THAT(store_.values(series, kOtherMachine).value(), SizeIs(1));
    EXPECT_THAT(store_.values(series + 1000, kMachine).value(), IsEmpty());
}

TEST_F(StoreSeries, ValuesThatAreNotThereAreLeftOut) {
    inference_pio::Run run = sample_run(traits_of(0));
    run.records[0].value.reset();
    run.records[0].interval.reset();
    run.records[0].status = Status::failed;
    run.records[0].status_reason = "it crashed";
    ASSERT_TRUE(store_.add_run(run, {}).value());
    add(traits_of(1));
    EXPECT_THAT(store_.values(first_series(traits_of(0)), kMachine).value(), SizeIs(1));
}

TEST_F(StoreSeries, RecentValuesAreTheNewestOfMachineAndBranch) {
    for (int n = 0; n < 6; ++n) {
        RunTraits traits = with_factor(n, 1 + n);
        if (n == 4) traits.branch = "fix-x";
        if (n == 5) traits.fingerprint = kOtherMachine;
        add(traits);
    }
    const std::int64_t series = first_series(traits_of(0));
    const auto newest = [&](std::string_view branch, std::size_t count) {
        return store_.recent_values(traits_of(4).id, branch, count).value().at(series);
    };
    EXPECT_THAT(newest("main", 2), ElementsAre(DoubleEq(0.03), DoubleEq(0.04)));
    EXPECT_THAT(newest("", 2), ElementsAre(DoubleEq(0.04), DoubleEq(0.05)));
    EXPECT_THAT(newest("main", 50), SizeIs(4));
    EXPECT_THAT(newest("main", 0), IsEmpty());
    EXPECT_THAT(newest("none", 50), IsEmpty());
    EXPECT_EQ(store_.recent_values("no such run", "main", 3).error().kind, ErrorKind::not_found);
}

TEST_F(StoreSeries, RecentValuesLookPastRunsThatLackTheSeries) {
    RunTraits rare = with_factor(0, 3);
    rare.benchmark = "core/rare";
    add(rare);
    for (int n = 1; n < 30; ++n) add(with_factor(n, 1));
    rare = with_factor(40, 5);
    rare.benchmark = "core/rare";
    add(rare);
    const auto recent = store_.recent_values(rare.id, "main", 8).value();
    EXPECT_THAT(recent, SizeIs(7));
    EXPECT_THAT(recent.at(first_series(rare)), ElementsAre(DoubleEq(0.03), DoubleEq(0.05)));
    // The ceiling is in all runs, and the withheld metrics have no values.
    EXPECT_THAT(recent.at(store_.find_series(sample_run(rare).records.back()).value().value()), SizeIs(8));
    EXPECT_THAT(recent.at(store_.find_series(sample_run(rare).records[2]).value().value()), IsEmpty());
}

TEST_F(StoreSeries, RecentValuesAreOfRecordsThatWentWell) {
    for (const Status status : {Status::ok, Status::unstable, Status::failed, Status::timed_out}) {
        inference_pio::Run run = sample_run(with_factor(static_cast<int>(status), 1 + static_cast<int>(status)));
        run.records[0].status = status;
        ASSERT_TRUE(store_.add_run(run, {}).value());
    }
    const auto recent = store_.recent_values(traits_of(0).id, "", 9).value();
    EXPECT_THAT(recent.at(first_series(traits_of(0))), ElementsAre(DoubleEq(0.01), DoubleEq(0.02)));
}

TEST_F(StoreSeries, SharedKeysLeaveTheCeilingsOut) {
    RunTraits large = traits_of(0);
    RunTraits small = traits_of(1);
    small.cases = 1;
    RunTraits other = traits_of(2);
    other.checkpoint = "another";
    for (const RunTraits& traits : {large, small, other}) add(traits);
    EXPECT_EQ(store_.shared_series(large.id, small.id).value(), 3);
    EXPECT_EQ(store_.shared_series(small.id, large.id).value(), 3);
    EXPECT_EQ(store_.shared_series(large.id, large.id).value(), 6);
    EXPECT_EQ(store_.shared_series(large.id, other.id).value(), 0);
    EXPECT_EQ(store_.shared_series(large.id, "no such run").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace inference_pio
