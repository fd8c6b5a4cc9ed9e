#include "session/duet_measurement.hpp"

#include <gmock/gmock.h>

#include "common/cancellation.hpp"
#include "execution/scripted_worker.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

class MeasureDuet : public ::testing::Test {
protected:
    // Workers are told apart by their programs: "a0" and "b0" are the sides of case 0.
    DuetMeasurement measure(int cases, const DuetListeners& listeners = {}) {
        launcher_ = std::make_unique<FakeLauncher>(
            [this](const LaunchSpec& spec) {
                for (const auto& launch : launcher_->launches) EXPECT_FALSE(launch->alive) << "one alive at a time";
                order_ += spec.argv.front() + " ";
                const auto found = workers_.find(spec.argv.front());
                return script_of(found == workers_.end() ? ScriptedWorker{} : found->second);
            },
            &clock_);
        std::vector<DuetCase> all;
        for (int i = 0; i < cases; ++i) {
            DuetCase one;
            one.id.benchmark = "case" + std::to_string(i);
            one.baseline.worker.argv = {"a" + std::to_string(i)};
            one.candidate.worker.argv = {"b" + std::to_string(i)};
            all.push_back(std::move(one));
        }
        return measure_duet(all, plan_, listeners, {clock_, *launcher_, &cancellation_});
    }

    static DuetState latency_of(const DuetMeasurement& measurement, std::size_t of_case) {
        for (std::size_t i = 0; i < measurement.places.size(); ++i) {
            const DuetPlace& place = measurement.places[i];
            if (place.of_case == of_case && place.metric.name == "latency") return measurement.states.at(i);
        }
        ADD_FAILURE() << "no hypothesis of case " << of_case;
        return {};
    }

    int processes_of(const std::string& program) const {
        int count = 0;
        for (const auto& launch : launcher_->launches) count += launch->spec.argv.front() == program ? 1 : 0;
        return count;
    }

    FakeClock clock_;
    Cancellation cancellation_;
    DuetPlan plan_{};
    std::map<std::string, ScriptedWorker> workers_;
    std::unique_ptr<FakeLauncher> launcher_;
    std::string order_;
};

TEST_F(MeasureDuet, ASteadySlowdownIsDecidedAtTheSecondLookAndTheCaseThenRests) {
    workers_["b0"] = {.latencies = {0.9, 0.022}};
    workers_["a0"] = {.latencies = {0.9, 0.02}};
    const DuetMeasurement measurement = measure(2);
    ASSERT_FALSE(measurement.stopped) << measurement.stopped->message;
    EXPECT_EQ(latency_of(measurement, 0).verdict.verdict, Verdict::regressed);
    EXPECT_EQ(latency_of(measurement, 0).decided_at, 12);
    EXPECT_EQ(processes_of("a0"), 12);
    EXPECT_EQ(latency_of(measurement, 1).verdict.verdict, Verdict::equivalent);
    EXPECT_EQ(measurement.cases[0].pairs.size(), 12U);
    EXPECT_FALSE(measurement.interrupted || measurement.out_of_time);
}

TEST_F(MeasureDuet, BlocksAreABBA) {
    plan_.pairs_max = 6;
    (void)measure(1);
    for (std::size_t i = 0; i + 12 <= order_.size(); i += 12) {
        const std::string block = order_.substr(i, 12);
        EXPECT_TRUE(block == "a0 b0 b0 a0 " || block == "b0 a0 a0 b0 ") << block;
    }
}

TEST_F(MeasureDuet, AFailingSideEndsItsCaseOnly) {
    workers_["b0"] = {.at_sample = {R"({"event":"failed","kind":"internal","message":"broken"})"}};
    const DuetMeasurement measurement = measure(2);
    ASSERT_TRUE(measurement.cases[0].failure);
    EXPECT_THAT(measurement.cases[0].failure->message, HasSubstr("broken"));
    EXPECT_EQ(measurement.cases[0].failed_side, "candidate");
    EXPECT_LE(processes_of("b0"), 1);
    for (const DuetPlace& place : measurement.places) EXPECT_EQ(place.of_case, 1U);
    EXPECT_EQ(latency_of(measurement, 1).verdict.verdict, Verdict::equivalent);
}

TEST_F(MeasureDuet, AnInterruptKeepsWhatWasMeasured) {
    int pairs = 0;
    DuetListeners listeners;
    listeners.pair = [&](const MeasuredPair&) -> Result<void> {
        if (++pairs == 3) cancellation_.request();
        return {};
    };
    const DuetMeasurement measurement = measure(1, listeners);
    EXPECT_TRUE(measurement.interrupted);
    EXPECT_EQ(measurement.cases[0].pairs.size(), 3U);
    EXPECT_EQ(latency_of(measurement, 0).verdict.verdict, Verdict::inconclusive);
}

TEST_F(MeasureDuet, AnErrorOfTheListenerStopsIt) {
    DuetListeners listeners;
    listeners.pair = [](const MeasuredPair&) -> Result<void> { return fail(ErrorKind::io, "no space left"); };
    const DuetMeasurement measurement = measure(2, listeners);
    ASSERT_TRUE(measurement.stopped);
    EXPECT_EQ(measurement.stopped->message, "no space left");
    EXPECT_EQ(measurement.cases[0].pairs.size() + measurement.cases[1].pairs.size(), 1U);
}

TEST_F(MeasureDuet, TheBudgetEndsIt) {
    plan_.budget = Seconds(1e-9);
    DuetListeners listeners;
    listeners.pair = [&](const MeasuredPair&) -> Result<void> {
        clock_.advance(Seconds(1));
        return {};
    };
    const DuetMeasurement measurement = measure(1, listeners);
    EXPECT_TRUE(measurement.out_of_time);
    EXPECT_LE(measurement.cases[0].pairs.size(), 1U);
}

TEST_F(MeasureDuet, TellsWhatItDoes) {
    std::string last;
    DuetListeners listeners;
    listeners.step = [&](std::string_view line) { last = line; };
    (void)measure(1, listeners);
    EXPECT_THAT(last, HasSubstr("pair"));
    EXPECT_THAT(last, HasSubstr("case0"));
}

}  // namespace
}  // namespace inference_pio
