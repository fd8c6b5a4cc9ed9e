#include "session/journal_run.hpp"

#include <algorithm>
#include <system_error>
#include <utility>
#include <variant>

#include "common/files.hpp"
#include "execution/convergence.hpp"
#include "execution/journal.hpp"
#include "execution/journal_ceiling.hpp"
#include "execution/utilization.hpp"
#include "history/plain_runs.hpp"
#include "session/run_summary.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

template <class Entry>
std::size_t count_entries(const JournalContent& content) {
    return static_cast<std::size_t>(
        std::count_if(content.entries.begin(), content.entries.end(),
                      [](const JournalEntry& entry) { return std::holds_alternative<Entry>(entry); }));
}

}  // namespace

bool holds_only_a_journal(const fs::path& folder) {
    std::error_code error;
    return fs::exists(folder / kJournalName, error) && !holds_a_run(folder);
}

Result<JournalRun> read_journal_run(const fs::path& folder) {
    const fs::path file = folder / kJournalName;
    const auto text = read_file(file);
    if (!text) return fail(text.error());
    const auto content = parse_journal(*text);
    if (!content) return fail(in_file(file, content.error()));
    auto states = replay_journal(*content);
    if (!states) return fail(in_file(file, std::move(states.error())));

    const std::vector<CaseOutcome> ceilings = ceilings_of(*content);
    const Ceilings known(ceilings, "it was not measured yet");
    std::vector<CaseOutcome> outcomes;
    for (CaseState& state : *states) {
        if (!state.ended && !state.outcome.visits.empty()) {
            mark_unfinished(state.outcome, content->header.settings.policy, "the case was not finished yet");
        }
        outcomes.push_back(without_impossible_shares(with_utilization(std::move(state.outcome), known)));
    }
    JournalRun read;
    read.ended = count_entries<RunEnded>(*content) > 0;
    read.visits_done = count_entries<VisitEnded>(*content) + count_entries<VisitFailed>(*content);
    read.unreached = unreached_warning(outcomes);
    read.run = summarise_run(
        {.header = content->header, .outcomes = outcomes, .references = {}, .ceilings = ceilings, .complete = false});
    return read;
}

}  // namespace inference_pio
