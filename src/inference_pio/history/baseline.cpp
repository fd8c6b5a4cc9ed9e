#include "history/baseline.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <functional>
#include <map>
#include <tuple>
#include <vector>

#include "judgement/comparability.hpp"

namespace inference_pio {
namespace {

// Why a run of the same machine is no baseline, the farthest from being one first.
enum class Obstacle { none, newer, branch, dirty, interrupted, same_subject, nothing_shared };

bool is_older(const StoredRun& run, const StoredRun& than) {
    return std::tie(run.timestamp, run.id) < std::tie(than.timestamp, than.id);
}

bool same_subject(const StoredRun& a, const StoredRun& b) {
    return a.subject.commit == b.subject.commit && a.subject.dirty == b.subject.dirty &&
           a.subject.compiler == b.subject.compiler && a.subject.flags == b.subject.flags && a.engines == b.engines;
}

// All but what needs the runs' records.
Obstacle obstacle_of(const StoredRun& run, const StoredRun& candidate, const std::string& main_branch) {
    if (!is_older(run, candidate)) return Obstacle::newer;
    if (run.subject.branch != main_branch) return Obstacle::branch;
    if (run.subject.dirty) return Obstacle::dirty;
    if (!run.complete) return Obstacle::interrupted;
    if (same_subject(run, candidate)) return Obstacle::same_subject;
    return Obstacle::none;
}

struct Search {
    std::size_t runs = 0;  // of the machine, without the candidate
    std::map<Obstacle, std::size_t> obstacles;
    std::map<std::string, std::size_t> branches;  // of those with the obstacle `branch`
};

std::string describe_branches(const std::map<std::string, std::size_t>& branches) {
    std::vector<std::string> parts;
    for (const auto& [branch, count] : branches) {
        if (parts.size() == 3) {
            parts.emplace_back("others");
            break;
        }
        parts.push_back(branch.empty() ? "no known branch" : "branch " + branch);
    }
    return fmt::format("{}", fmt::join(parts, ", "));
}

std::string describe(Obstacle obstacle, const Search& search) {
    switch (obstacle) {
        case Obstacle::newer:
            return "not older than it";
        case Obstacle::branch:
            return "of " + describe_branches(search.branches);
        case Obstacle::dirty:
            return "of changed working trees";
        case Obstacle::interrupted:
            return "interrupted";
        case Obstacle::same_subject:
            return "of the same commit, engine and compiler";
        case Obstacle::nothing_shared:
            return "without a case in common";
        case Obstacle::none:
            break;
    }
    return {};
}

tl::unexpected<Error> not_found(HistoryStore& store, const StoredRun& candidate, const std::string& main_branch,
                                const Search& search) {
    const std::string wanted = fmt::format("there is no baseline for run {} on branch {}", candidate.id, main_branch);
    if (search.runs == 0) {
        const auto all = store.runs();
        if (!all) return fail(all.error());
        std::size_t others = 0;
        for (const StoredRun& run : *all) others += run.id == candidate.id ? 0U : 1U;
        const std::string elsewhere = others == 0 ? std::string("the history holds no other run")
                                                  : fmt::format("{} of other machines are there", others);
        return fail(
            ErrorKind::not_found,
            fmt::format("{}: no other run of this machine ({}) is there; {}", wanted, candidate.machine, elsewhere),
            fmt::format("run piobench on {} on this machine, or bring runs of it in with piobench history "
                        "import",
                        main_branch));
    }
    std::vector<std::string> reasons;
    for (const auto& [obstacle, count] : search.obstacles) {
        const std::string share = count == search.runs ? std::string("all") : fmt::format("{}", count);
        reasons.push_back(fmt::format("{} {}", share, describe(obstacle, search)));
    }
    return fail(
        ErrorKind::not_found,
        fmt::format("{}: {} {} of this machine {} there, {}", wanted, search.runs, search.runs == 1 ? "run" : "runs",
                    search.runs == 1 ? "is" : "are", fmt::join(reasons, ", ")),
        fmt::format("run piobench on {}, or name a run with --baseline", main_branch));
}

// Whether a run has a case in common with the candidate.
using SharesCase = std::function<Result<bool>(const StoredRun& run)>;

Result<StoredRun> search(HistoryStore& store, const StoredRun& candidate, const std::string& main_branch,
                         const SharesCase& shares_case) {
    auto runs = store.runs({candidate.fingerprint, {}, std::nullopt});
    if (!runs) return fail(std::move(runs).error());
    Search seen;
    for (StoredRun& run : *runs) {
        if (run.id == candidate.id) continue;
        ++seen.runs;
        Obstacle obstacle = obstacle_of(run, candidate, main_branch);
        if (obstacle == Obstacle::none) {
            const auto shares = shares_case(run);
            if (!shares) return fail(shares.error());
            if (*shares) return std::move(run);
            obstacle = Obstacle::nothing_shared;
        }
        ++seen.obstacles[obstacle];
        if (obstacle == Obstacle::branch) ++seen.branches[run.subject.branch];
    }
    return not_found(store, candidate, main_branch, seen);
}

}  // namespace

Result<StoredRun> find_baseline(HistoryStore& store, const StoredRun& candidate, const std::string& main_branch) {
    return search(store, candidate, main_branch, [&](const StoredRun& run) -> Result<bool> {
        const auto shared = store.shared_series(candidate.id, run.id);
        if (!shared) return fail(shared.error());
        return *shared > 0;
    });
}

Result<StoredRun> find_baseline(HistoryStore& store, const Run& candidate, const std::string& main_branch) {
    return search(store, describe_run(candidate), main_branch, [&](const StoredRun& run) -> Result<bool> {
        const auto loaded = store.load_run(run.id);
        if (!loaded) return fail(loaded.error());
        return !match_records(*loaded, candidate).pairs.empty();
    });
}

}  // namespace inference_pio
