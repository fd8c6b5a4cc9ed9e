#include "history/baseline.hpp"

#include <gmock/gmock.h>

#include <functional>

#include "fakes/temporary_folder.hpp"
#include "history/sample_runs.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

// The candidate is run 100, of branch fix-x; the situation's runs come before it unless they say otherwise.
struct Situation {
    const char* name;
    std::vector<std::pair<int, std::function<void(RunTraits&)>>> runs;
    int expected = -1;  // the run that is chosen; -1: none
    const char* message = "";
    std::function<void(RunTraits&)> candidate = {};
};

RunTraits traits_with(int n, const std::function<void(RunTraits&)>& change) {
    RunTraits traits = traits_of(n);
    if (change) change(traits);
    return traits;
}

void check(const Situation& situation) {
    SCOPED_TRACE(situation.name);
    const TemporaryFolder folder;
    HistoryStore store = HistoryStore::open(folder.path() / kStoreName).value();
    RunTraits candidate = traits_of(100);
    candidate.branch = "fix-x";
    if (situation.candidate) situation.candidate(candidate);
    ASSERT_TRUE(store.add_run(sample_run(candidate), {}).value());
    for (const auto& [n, change] : situation.runs) {
        ASSERT_TRUE(store.add_run(sample_run(traits_with(n, change)), {}).value());
    }
    const auto found = find_baseline(store, store.find_run(candidate.id).value(), "main");
    if (situation.expected >= 0) {
        ASSERT_TRUE(found) << found.error().message;
        EXPECT_EQ(found->id, traits_of(situation.expected).id);
        return;
    }
    ASSERT_FALSE(found);
    EXPECT_EQ(found.error().kind, ErrorKind::not_found);
    EXPECT_THAT(found.error().message, HasSubstr(situation.message));
    EXPECT_THAT(found.error().remedy, HasSubstr("run piobench on main"));
}

void plain(RunTraits&) {}
void elsewhere(RunTraits& traits) { traits.fingerprint = "fedcba9876543210"; }
void on_branch(RunTraits& traits) { traits.branch = "fix-x"; }
void on_no_branch(RunTraits& traits) { traits.branch.clear(); }
void dirty(RunTraits& traits) { traits.dirty = true; }
void interrupted(RunTraits& traits) { traits.complete = false; }
void of_the_candidates_commit(RunTraits& traits) { traits.commit = traits_of(100).commit; }
void of_another_checkpoint(RunTraits& traits) { traits.checkpoint = "another"; }

TEST(Baseline, IsTheNewestRunThatFits) {
    for (const Situation& situation : std::vector<Situation>{
             {"the newest of several", {{1, plain}, {3, plain}, {2, plain}}, 3},
             {"not of another machine", {{1, plain}, {2, elsewhere}}, 1},
             {"not of another branch", {{1, plain}, {2, on_branch}, {3, on_no_branch}}, 1},
             {"not of a changed tree", {{1, plain}, {2, dirty}}, 1},
             {"not an interrupted one", {{1, plain}, {2, interrupted}}, 1},
             {"not the candidate's own build", {{1, plain}, {2, of_the_candidates_commit}}, 1},
             {"not without a case in common", {{1, plain}, {2, of_another_checkpoint}}, 1},
             {"not a later one", {{1, plain}, {101, plain}}, 1},
         }) {
        check(situation);
    }
}

TEST(Baseline, ABuildIsAnotherByAnyPartOfItsSubject) {
    for (const Situation& situation : std::vector<Situation>{
             {"another engine version",
              {{1, of_the_candidates_commit}},
              1,
              "",
              [](RunTraits& candidate) { candidate.engine_version = "0.6.0"; }},
             {"another compiler",
              {{1, of_the_candidates_commit}},
              1,
              "",
              [](RunTraits& candidate) { candidate.compiler = "Clang 14.0.6"; }},
             {"a changed tree", {{1, of_the_candidates_commit}}, 1, "", dirty},
             {"the main branch itself", {{1, plain}}, 1, "", [](RunTraits& candidate) { candidate.branch = "main"; }},
         }) {
        check(situation);
    }
}

TEST(Baseline, WhereThereIsNoneItSaysHowNearTheNearestCame) {
    for (const Situation& situation : std::vector<Situation>{
             {"empty", {}, -1, "the history holds no other run"},
             {"other machines only",
              {{1, elsewhere}, {2, elsewhere}},
              -1,
              "no other run of this machine (AMD EPYC, 2 cores, 24 GiB) is there; 2 of other machines are there"},
             {"one branch",
              {{1, on_branch}, {2, on_branch}},
              -1,
              "2 runs of this machine are there, all of branch fix-x"},
             {"no branch", {{1, on_no_branch}}, -1, "1 run of this machine is there, all of no known branch"},
             {"a mixture",
              {{1, dirty}, {2, interrupted}, {3, of_another_checkpoint}, {101, plain}},
              -1,
              "4 runs of this machine are there, 1 not older than it, 1 of changed working trees, 1 interrupted, 1 "
              "without a case in common"},
             {"its own build", {{1, of_the_candidates_commit}}, -1, "all of the same commit, engine and compiler"},
         }) {
        check(situation);
    }
}

TEST(Baseline, ACandidateThatIsNotInTheStoreIsAnError) {
    const TemporaryFolder folder;
    HistoryStore store = HistoryStore::open(folder.path() / kStoreName).value();
    ASSERT_TRUE(store.add_run(sample_run(traits_of(1)), {}).value());
    StoredRun candidate = store.find_run("latest").value();
    candidate.id = traits_of(2).id;
    candidate.timestamp = traits_of(2).timestamp;
    candidate.subject.commit = "another";
    EXPECT_EQ(find_baseline(store, candidate, "main").error().kind, ErrorKind::not_found);
}

}  // namespace
}  // namespace inference_pio
