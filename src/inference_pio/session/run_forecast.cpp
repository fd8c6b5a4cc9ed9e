#include "session/run_forecast.hpp"

#include <algorithm>
#include <system_error>

#include "common/files.hpp"
#include "execution/journal.hpp"
#include "execution/preliminaries.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
constexpr std::size_t kJournalsRead = 20;

}  // namespace

std::map<std::string, Seconds> read_visit_times(const fs::path& results, const std::string& fingerprint) {
    std::vector<fs::path> journals;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(results, error)) {
        const fs::path journal = entry.path() / kJournalName;
        if (fs::exists(journal, error)) journals.push_back(journal);
    }
    // Names begin with the time, so the newest come first.
    std::sort(journals.rbegin(), journals.rend());
    if (journals.size() > kJournalsRead) journals.resize(kJournalsRead);

    std::map<std::string, Seconds> times;
    for (const fs::path& journal : journals) {
        const auto text = try_read_file(journal);
        if (!text) continue;
        const auto content = parse_journal(*text);
        if (!content || content->header.profile.fingerprint != fingerprint) continue;
        const auto states = replay_journal(*content);
        if (!states) continue;
        for (const CaseState& state : *states) {
            if (state.last_visit > Seconds{}) times.try_emplace(state.outcome.id.name(), state.last_visit);
        }
    }
    return times;
}

void compute_time_bounds(RunForecast& forecast, const SamplingPolicy& policy) {
    Seconds known{};
    Seconds longest{};
    bool all_known = true;
    for (const CaseForecast& one : forecast.cases) {
        const Seconds visit = one.one_visit.value_or(Seconds{});
        known += visit;
        longest += visit * (one.sample_is_process ? policy_of_whole_processes(policy) : policy).processes_max;
        all_known = all_known && one.one_visit.has_value();
    }
    if (all_known) forecast.time_min = known;
    if (policy.budget) forecast.time_max = std::max(known, *policy.budget);
    // Nothing goes on for longer than the most visits that each case can have.
    if (all_known && (!forecast.time_max || longest < *forecast.time_max)) forecast.time_max = longest;
}

Result<RunForecast> make_forecast(const std::vector<FoundBenchmark>& benchmarks, const Plan& plan,
                                  const RunSettings& settings, const std::map<std::string, Seconds>& visit_times,
                                  std::optional<Bytes> available, const WorkerMachine& machine) {
    RunForecast forecast;
    forecast.memory_available = available;
    const auto nothing = [](const std::optional<Bytes>&) { return false; };
    for (const PlannedCase& planned : plan.cases) {
        CaseForecast one{planned.id, std::nullopt, std::nullopt};
        const FoundBenchmark& benchmark = benchmarks[planned.benchmark];
        one.sample_is_process = benchmark.description.sample_is_process;
        auto known = ask_preliminaries(benchmark, command_of(benchmark, planned.id, settings), nothing, machine, {});
        if (!known && known.error().kind == ErrorKind::cancelled) return fail(std::move(known.error()));
        if (known) one.memory = known->memory;
        if (const auto time = visit_times.find(planned.id.name()); time != visit_times.end()) {
            one.one_visit = time->second;
        }
        forecast.cases.push_back(std::move(one));
    }
    compute_time_bounds(forecast, settings.policy);
    return forecast;
}

}  // namespace inference_pio
