#include "session/truth_test.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

#include "execution/summary_values.hpp"
#include "session/run_session.hpp"
#include "session/truth_models.hpp"
#include "session/turn_sides.hpp"
#include "statistics/quantile.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr double kCoverageLeast = 0.91;
constexpr double kWarmupLeast = 0.95;
constexpr double kFlaggedMost = 0.04;
constexpr double kSleepShare = 0.005;
constexpr double kSleepSlack_s = 100e-6;

// What a process of turns differs by from another: about what the project measured on its own machines.
constexpr const char* kTurnBias = "0.0127";

SystemProfile profile_once() {
    static const SystemProfile profile = get_system_profile();
    return profile;
}

class TruthTest {
public:
    TruthTest(const TruthOptions& options, const std::function<void(std::string_view)>& step,
              const SessionMachine& machine, fs::path folder)
        : options_(options), step_(step), machine_(machine), folder_(std::move(folder)) {
        machine_.profile = profile_once;  // a thousand runs need not read the machine a thousand times
    }

    Result<TruthReport> run() {
        for (const TruthModel& model : coverage_models()) {
            if (auto done = cover(model); !done) return fail(std::move(done).error());
        }
        if (auto done = find_warmup(); !done) return fail(std::move(done).error());
        if (auto done = sleep(); !done) return fail(std::move(done).error());
        for (const double slowdown : {0.0, 0.02, 0.03, 0.05}) {
            if (auto done = take_turns(slowdown); !done) return fail(std::move(done).error());
        }
        return std::move(report_);
    }

private:
    [[nodiscard]] RunOptions options_of(const TruthModel& model, int number) const {
        RunOptions options;
        options.patterns = {options_.benchmark};
        options.parameters = {{"sequence_length", {"16"}}, {"new_tokens", {fmt::format("{}", kTruthNewTokens)}}};
        options.engine = "simulated";
        options.engine_options = model.engine_options;
        options.seed = static_cast<std::uint64_t>(number) + 1;
        options.budget = Seconds(600);
        options.span = Seconds(0);  // planted noise has no states that last for minutes
        options.results_dir = folder_ / "results";
        return options;
    }

    Result<Run> run_once(RunOptions options) const {
        const fs::path counter = folder_ / "processes";
        std::error_code ignored;
        fs::remove(counter, ignored);
        options.engine_options["process_counter"] = counter.string();
        auto result = run_session(options, {}, machine_);
        fs::remove_all(options.results_dir, ignored);
        if (!result) return fail(std::move(result.error()));
        if (result->end == RunEnd::interrupted) return fail(ErrorKind::cancelled, "interrupted");
        return std::move(result->run);
    }

    static tl::unexpected<Error> no_truth(const Run& run, const std::string& metric) {
        const std::string why =
            run.records.empty() ? "it has no records" : run.records.front().status_reason.value_or("");
        return fail(ErrorKind::internal,
                    fmt::format("a run on planted stamps gave no interval for {}: {}", metric, why));
    }

    void say(const std::string& line) const {
        if (step_) step_(line);
    }

    Result<void> cover(const TruthModel& model) {
        std::map<std::string, std::vector<TruthObservation>> seen;
        for (int i = 0; i < options_.runs; ++i) {
            say(fmt::format("{}: run {} of {}", model.name, i + 1, options_.runs));
            const auto run = run_once(options_of(model, i));
            if (!run) return fail(run.error());
            for (const std::string& metric : truth_metrics()) {
                const auto observed = observe_truth(*run, model, metric);
                if (!observed) return no_truth(*run, metric);
                seen[metric].push_back(*observed);
            }
        }
        for (const std::string& metric : truth_metrics()) {
            CoverageResult result{model.name, metric, options_.runs, 0, 0, 0, 0, false};
            std::vector<double> widths;
            for (const TruthObservation& one : seen[metric]) {
                result.covered += one.covered ? 1 : 0;
                result.bias += one.error / options_.runs;
                result.processes += static_cast<double>(one.processes) / options_.runs;
                widths.push_back(one.half_width);
            }
            result.half_width = compute_median(widths);
            result.passed = result.covered >= kCoverageLeast * options_.runs;
            report_.coverage.push_back(std::move(result));
        }
        return {};
    }

    Result<void> find_warmup() {
        const TruthModel model = warmup_model();
        report_.warmup.runs = options_.runs;
        for (int i = 0; i < options_.runs; ++i) {
            say(fmt::format("{}: run {} of {}", model.name, i + 1, options_.runs));
            const auto run = run_once(options_of(model, i));
            if (!run) return fail(run.error());
            const auto observed = observe_truth(*run, model, "ttft");
            if (!observed) return no_truth(*run, "ttft");
            report_.warmup.found += std::abs(observed->warmup - model.warmup_samples) <= 1 ? 1 : 0;
        }
        report_.warmup.passed = report_.warmup.found >= kWarmupLeast * options_.runs;
        return {};
    }

    // The clocks themselves: the engine sleeps until each stamp, and reads what the clock then says.
    Result<void> sleep() {
        say("sleeping until every stamp");
        TruthModel model;
        model.engine_options = {{"mode", "sleeping"}, {"ttft_s", "0.05"}, {"itl_s", "0.01"}};
        RunOptions options = options_of(model, 0);
        options.parameters.back().values = {"8"};  // new tokens: nobody wants to wait
        const auto run = run_once(options);
        if (!run) return fail(run.error());
        for (const auto& [metric, planted_s] : {std::pair{"ttft", 0.05}, {"decode_fast", 0.01}, {"tpot", 0.01}}) {
            const auto found = std::find_if(run->records.begin(), run->records.end(),
                                            [&](const Record& record) { return record.metric.name == metric; });
            if (found == run->records.end() || !found->value) return no_truth(*run, metric);
            const double off_s = std::abs(*found->value - planted_s);
            report_.sleeping.push_back(
                {metric, planted_s, *found->value, off_s <= std::max(kSleepShare * planted_s, kSleepSlack_s)});
        }
        return {};
    }

    Result<void> take_turns(double slowdown) {
        TurnsResult result{slowdown, options_.series, 0, 0, true};
        RunOptions run = options_of(coverage_models().front(), 0);
        run.engine_options["process_bias"] = kTurnBias;
        auto start = start_fresh(run, {}, machine_);
        if (!start) return fail(std::move(start.error()));
        auto cases = make_turn_cases(*start, {}, machine_);
        if (!cases) return fail(std::move(cases.error()));
        TurnSide baseline = cases->front().side;
        baseline.command.engine_options["process_counter"] = (folder_ / "turns").string();
        TurnSide candidate = baseline;
        candidate.command.injected_slowdown = slowdown;
        std::vector<double> deviations;
        for (int i = 0; i < options_.series; ++i) {
            say(fmt::format("turns, {:.0f} % slower: series {} of {}", slowdown * 100, i + 1, options_.series));
            TurnSettings settings;
            settings.pairs = options_.pairs;
            settings.seed = static_cast<std::uint64_t>(i) + 1;
            const WorkerMachine workers{machine_.clock, machine_.launcher, machine_.cancellation};
            const TurnSeries series = run_turns(baseline, candidate, settings, workers, {});
            if (series.failure) return fail(*series.failure);
            const auto samples = paired_samples_of(series.pairs, definition_of("decode_fast", {}));
            const auto verdict = compute_paired_verdict(samples, VerdictPolicy{});
            if (!verdict) return fail(verdict.error());
            const bool flagged = verdict->verdict == Verdict::regressed || verdict->verdict == Verdict::improved;
            result.flagged += flagged ? 1 : 0;
            if (verdict->pair_deviation) deviations.push_back(*verdict->pair_deviation);
        }
        if (!deviations.empty()) result.pair_deviation = compute_median(deviations);
        if (slowdown == 0) result.passed = result.flagged <= kFlaggedMost * options_.series;
        report_.turns.push_back(result);
        return {};
    }

    const TruthOptions& options_;
    const std::function<void(std::string_view)>& step_;
    SessionMachine machine_;
    fs::path folder_;
    TruthReport report_;
};

}  // namespace

bool TruthReport::passed() const {
    const auto passed = [](const auto& result) { return result.passed; };
    return std::all_of(coverage.begin(), coverage.end(), passed) &&
           std::all_of(sleeping.begin(), sleeping.end(), passed) && warmup.passed &&
           std::all_of(turns.begin(), turns.end(), passed);
}

Result<TruthReport> run_truth_test(const TruthOptions& options, const std::function<void(std::string_view)>& step,
                                   const SessionMachine& machine) {
    std::string name = (fs::temp_directory_path() / "piobench-truth-XXXXXX").string();
    if (::mkdtemp(name.data()) == nullptr) {
        return fail(ErrorKind::io, "cannot make a folder in " + fs::temp_directory_path().string());
    }
    auto report = TruthTest(options, step, machine, name).run();
    std::error_code ignored;
    fs::remove_all(name, ignored);
    return report;
}

}  // namespace inference_pio
