// The targets of docs/measurement.md, section 5, on simulated series: few of each here; many by hand:
//     test_judgement --gtest_also_run_disabled_tests --gtest_filter='SeriesTargets.DISABLED_*'
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <chrono>
#include <map>

#include "judgement/simulated_series.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kFirstAnalysis = 8;     // two sides of a step
constexpr double kCreepOfARun = 0.0198 / 30;  // ln 1.02 in a month of daily runs
constexpr std::size_t kTwoMonths = 60;

struct Steady {
    std::size_t runs = 0;
    std::size_t steps = 0;
    std::size_t creeps = 0;
    [[nodiscard]] double alarms_in_100_runs() const {
        return 100.0 * static_cast<double>(steps + creeps) / static_cast<double>(runs);
    }
};

Steady watch_steady(std::size_t series, std::size_t length, std::uint64_t seed) {
    Steady steady;
    for (std::size_t i = 0; i < series; ++i) {
        const Watched watched = watch(SimulatedSeries(seed + i).runs(length).values(), kFirstAnalysis);
        steady.runs += length;
        steady.steps += watched.steps.size();
        steady.creeps += watched.creep ? 1 : 0;
    }
    return steady;
}

// Of `series` with a step after `before` runs: in how many it was found within 12 runs.
std::size_t count_found(std::size_t series, std::size_t before, double ratio, std::uint64_t seed,
                        std::map<std::size_t, std::size_t>* runs_needed = nullptr, std::size_t* creeps = nullptr) {
    std::size_t found = 0;
    for (std::size_t i = 0; i < series; ++i) {
        const auto values = SimulatedSeries(seed + i).runs(before).step(ratio).runs(12).values();
        const Watched watched = watch(values, before + 1);
        const auto runs = watched.runs_until_found(before);
        if (creeps != nullptr) *creeps += watched.creep ? 1 : 0;
        found += runs ? 1 : 0;
        if (runs && runs_needed != nullptr) ++(*runs_needed)[*runs];
    }
    return found;
}

struct Crept {
    std::size_t creeps = 0;
    std::size_t steps_only = 0;  // the drift was seen, but taken for steps
    std::size_t any_step = 0;
};

Crept watch_creep(std::size_t series, std::size_t before, double of_a_run, std::uint64_t seed, std::size_t every) {
    Crept crept;
    for (std::size_t i = 0; i < series; ++i) {
        const auto values = SimulatedSeries(seed + i).runs(before).runs(kTwoMonths, of_a_run).values();
        const Watched watched = watch(values, before + every, every);
        crept.creeps += watched.creep ? 1 : 0;
        crept.steps_only += !watched.creep && !watched.steps.empty() ? 1 : 0;
        crept.any_step += watched.steps.empty() ? 0 : 1;
    }
    return crept;
}

TEST(SeriesTargets, SteadySeriesGiveHardlyAnAlarm) {
    const Steady steady = watch_steady(20, 100, 1000);
    EXPECT_LE(steady.alarms_in_100_runs(), 0.1) << steady.steps << " steps, " << steady.creeps << " creeps";
}

TEST(SeriesTargets, AStepOfFivePercentIsFoundWithinTwelveRuns) {
    EXPECT_GE(count_found(50, 40, 1.05, 2000), 47U);
    EXPECT_GE(count_found(50, 40, 1 / 1.05, 3000), 47U);
}

TEST(SeriesTargets, SlowCreepIsFoundWithinTwoMonths) {
    EXPECT_GE(watch_creep(20, 0, kCreepOfARun, 4000, 6).creeps, 18U);
    EXPECT_GE(watch_creep(20, 45, kCreepOfARun, 5000, 6).creeps, 18U);
}

TEST(SeriesTargets, DISABLED_Steady) {
    for (const std::size_t length : {50U, 100U, 200U}) {
        const auto begin = std::chrono::steady_clock::now();
        const Steady steady = watch_steady(40'000 / length, length, 100'000 * length);
        const std::chrono::duration<double> spent = std::chrono::steady_clock::now() - begin;
        fmt::print("series of {:3}: {} runs, {} steps, {} creeps: {:.4f} false alarms per 100 runs; {:.1f} s\n", length,
                   steady.runs, steady.steps, steady.creeps, steady.alarms_in_100_runs(), spent.count());
        EXPECT_LE(steady.alarms_in_100_runs(), 0.1);
    }
}

TEST(SeriesTargets, DISABLED_Steps) {
    for (const std::size_t before : {12U, 20U, 50U, 100U}) {
        for (const double ratio : {1.05, 1 / 1.05, 1.03, 1.1, 1.3}) {
            constexpr std::size_t kSeries = 500;
            std::map<std::size_t, std::size_t> needed;
            std::size_t creeps = 0;
            const auto found =
                static_cast<double>(count_found(kSeries, before, ratio, 7'000'000 * before, &needed, &creeps));
            std::string when;
            std::size_t sum = 0;
            for (const auto& [runs, count] : needed) {
                sum += count;
                when += fmt::format(" {}:{:.1f}%", runs, 100.0 * static_cast<double>(sum) / kSeries);
            }
            fmt::print(
                "{:3} runs, then a ratio of {:.3f}: {:.1f} % found within 12 runs, {} taken for creep; by runs{}\n",
                before, ratio, 100 * found / kSeries, creeps, when);
            if (std::abs(std::log(ratio)) >= 0.9999 * std::log(1.05) && before >= 20) {
                EXPECT_GE(found / kSeries, 0.94);
            }
        }
    }
}

TEST(SeriesTargets, DISABLED_Creep) {
    for (const std::size_t before : {0U, 20U, 60U, 150U}) {
        for (const double factor : {1.0, 2.0}) {
            constexpr std::size_t kSeries = 200;
            const Crept crept = watch_creep(kSeries, before, factor * kCreepOfARun, 9'000'000 + before, 3);
            fmt::print(
                "{:3} steady runs, then {:+.0f} % a month for 60 runs: creep found in {:.1f} %, taken for steps "
                "only in {:.1f} %, some step in {:.1f} %\n",
                before, 2 * factor, 100.0 * static_cast<double>(crept.creeps) / kSeries,
                100.0 * static_cast<double>(crept.steps_only) / kSeries,
                100.0 * static_cast<double>(crept.any_step) / kSeries);
            EXPECT_GE(static_cast<double>(crept.creeps) / kSeries, 0.9);
        }
    }
}

TEST(SeriesTargets, DISABLED_Cost) {
    for (const std::size_t length : {50U, 200U, 500U, 2000U}) {
        for (const bool stepped : {false, true}) {
            SimulatedSeries series(77);
            for (std::size_t i = 0; i < 4; ++i) series.runs(length / 4).step(stepped ? 1.05 : 1.0);
            const auto begin = std::chrono::steady_clock::now();
            const auto analysis = analyse_series(series.values());
            const std::chrono::duration<double, std::milli> spent = std::chrono::steady_clock::now() - begin;
            ASSERT_TRUE(analysis);
            fmt::print("{:4} runs with {} steps: {:.2f} ms\n", series.values().size(), analysis->steps.size(),
                       spent.count());
        }
    }
}

}  // namespace
}  // namespace inference_pio
