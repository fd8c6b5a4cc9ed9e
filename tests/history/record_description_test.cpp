#include "history/record_description.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include "fakes/arbitrary_record.hpp"
#include "history/sample_runs.hpp"

namespace inference_pio {
namespace {

RC_GTEST_PROP(RecordDescription, TheKeyIsEqualExactlyWhereTextAndIntervalKindsAre, ()) {
    const Record a = arbitrary::record();
    // Mostly one difference, so that both outcomes occur.
    Record b = a;
    const Record other = arbitrary::record();
    switch (*rc::gen::inRange(0, 12)) {
        case 0:
            b.model = other.model;
            break;
        case 1:
            b.metric = other.metric;
            break;
        case 2:
            b.benchmark = other.benchmark;
            break;
        case 3:
            b.category = other.category;
            break;
        case 4:
            b.parameters = other.parameters;
            break;
        case 5:
            b.statistic = other.statistic;
            break;
        case 6:
            b.reference = other.reference;
            break;
        case 7:
            b.facts.engine = other.facts.engine;
            break;
        case 8:
            b.facts.checkpoint_file = other.facts.checkpoint_file;
            break;
        case 9:
            b.facts.tensor_bytes = other.facts.tensor_bytes;
            break;
        case 10:
            b.facts.weights_source = other.facts.weights_source;
            break;
        default:
            b.value = other.value;
            break;
    }
    RC_ASSERT((description_key(a) == description_key(b)) == (description_text(a) == description_text(b)));
}

TEST(RecordDescription, IntervalsOfAnotherKindAreAnotherDescription) {
    const Record a = sample_run().records.front();
    Record b = a;
    b.interval->low = 0;
    b.value = 0.001;
    b.samples.clear();
    b.subject.commit = "another";
    b.noise = {};
    EXPECT_EQ(description_key(a), description_key(b));
    b.interval->level = 0.99;
    EXPECT_NE(description_key(a), description_key(b));
    b = a;
    b.interval->method = "order_statistics";
    EXPECT_NE(description_key(a), description_key(b));
    b = a;
    b.interval.reset();
    EXPECT_NE(description_key(a), description_key(b));
}

TEST(RecordDescription, NumbersAreNoPartOfIt) {
    const Record record = sample_run().records.front();
    const Record described = record_from_description(description_text(record)).value();
    EXPECT_EQ(described.metric, record.metric);
    EXPECT_EQ(described.parameters, record.parameters);
    EXPECT_EQ(described.facts, record.facts);
    EXPECT_EQ(described.value, std::nullopt);
    EXPECT_EQ(described.status_reason, std::nullopt);
    EXPECT_EQ(described.run, "");
    EXPECT_FALSE(record_from_description("{"));
    EXPECT_FALSE(record_from_description("{}"));
}

TEST(RecordDescription, AMachineInALine) {
    SystemProfile profile = sample_profile("x");
    EXPECT_EQ(machine_line(profile), "AMD EPYC, 2 cores, 24 GiB");
    profile.cpu.cores = 1;
    profile.memory.total = mebibytes(3789);
    profile.gpus = {{"NVIDIA", "NVIDIA H100", {}, ""}};
    EXPECT_EQ(machine_line(profile), "AMD EPYC, 1 core, 3.7 GiB, NVIDIA H100");
    EXPECT_EQ(machine_line({}), "unknown processor");
}

}  // namespace
}  // namespace inference_pio
