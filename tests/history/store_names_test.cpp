// How runs are named: find_run, tags, and what people said about runs.
#include <gmock/gmock.h>

#include "fakes/temporary_folder.hpp"
#include "history/run_names.hpp"
#include "history/sample_runs.hpp"
#include "history/store.hpp"

namespace inference_pio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

class StoreNames : public testing::Test {
protected:
    StoreNames() : store_(HistoryStore::open(folder_.path() / kStoreName).value()) {
        for (int n = 0; n < 8; ++n) store_.add_run(sample_run(traits_of(n)), {}).value();
    }

    [[nodiscard]] std::string found(std::string_view name) { return store_.find_run(name).value().id; }

    TemporaryFolder folder_;
    HistoryStore store_;
};

TEST_F(StoreNames, ARunIsFoundByIdTagBeginningCommitAndAsTheLatest) {
    ASSERT_TRUE(store_.tag_run(traits_of(2).id, "release-1.2"));
    EXPECT_EQ(found(traits_of(3).id), traits_of(3).id);
    EXPECT_EQ(found("release-1.2"), traits_of(2).id);
    EXPECT_EQ(found("20260101T000400"), traits_of(4).id);
    EXPECT_EQ(found(traits_of(5).commit), traits_of(5).id);
    EXPECT_EQ(found("latest"), traits_of(7).id);
    RunTraits other = traits_of(9);
    other.commit = "fedcba9876543210fedcba9876543210fedcba98";
    ASSERT_TRUE(store_.add_run(sample_run(other), {}).value());
    EXPECT_EQ(found("fedc"), other.id);
}

TEST_F(StoreNames, WhatFitsSeveralRunsNamesThem) {
    const auto run = store_.find_run("20260101T0");
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(run.error().message, HasSubstr("'20260101T0' fits 8 runs: " + traits_of(7).id));
    EXPECT_THAT(run.error().message, HasSubstr(traits_of(3).id + " and 3 more"));
    EXPECT_EQ(store_.find_run("").error().kind, ErrorKind::invalid_argument);
}

TEST_F(StoreNames, WhatFitsNoRunNamesItsNeighbours) {
    ASSERT_TRUE(store_.tag_run(traits_of(2).id, "release-1.2"));
    const auto run = store_.find_run("realease-1.2");
    ASSERT_FALSE(run);
    EXPECT_EQ(run.error().kind, ErrorKind::not_found);
    EXPECT_THAT(run.error().remedy, HasSubstr("release-1.2"));
    // Nothing of a name is a pattern.
    EXPECT_EQ(store_.find_run("%").error().kind, ErrorKind::not_found);
    EXPECT_EQ(store_.find_run("*").error().kind, ErrorKind::not_found);
    EXPECT_EQ(store_.find_run("' OR 1=1 --").error().kind, ErrorKind::not_found);
}

TEST_F(StoreNames, ATagMovesToTheRunThatIsTaggedLast) {
    ASSERT_TRUE(store_.tag_run(traits_of(2).id, "nightly"));
    ASSERT_TRUE(store_.tag_run(traits_of(2).id, "best"));
    ASSERT_TRUE(store_.tag_run(traits_of(2).id, "best"));
    EXPECT_THAT(store_.find_run("nightly").value().tags, ElementsAre("best", "nightly"));
    ASSERT_TRUE(store_.tag_run(traits_of(6).id, "nightly"));
    EXPECT_EQ(found("nightly"), traits_of(6).id);
    EXPECT_THAT(store_.find_run("best").value().tags, ElementsAre("best"));
    const auto runs = store_.runs().value();
    EXPECT_THAT(runs[1].tags, ElementsAre("nightly"));
    EXPECT_THAT(runs[0].tags, IsEmpty());
}

TEST_F(StoreNames, OnlyRunsThatAreThereAreTagged) {
    const auto tagged = store_.tag_run("20260101T000000Z-ffffff", "nightly");
    ASSERT_FALSE(tagged);
    EXPECT_EQ(tagged.error().kind, ErrorKind::not_found);
    EXPECT_FALSE(store_.find_run("nightly"));
}

TEST_F(StoreNames, BadTagsAreRefusedWithTheReason) {
    struct Case {
        const char* tag;
        const char* why;
    };
    for (const auto& [tag, why] : std::initializer_list<Case>{
             {"", "letters, digits"},
             {"with space", "letters, digits"},
             {"a/b", "letters, digits"},
             {"../up", "letters, digits"},
             {".hidden", "begins with a letter or digit"},
             {"-option", "begins with a letter or digit"},
             {"größe", "letters, digits"},
             {"latest", "newest run"},
             {"2026", "id of a run"},
             {"20261124T1", "id of a run"},
             {"deadbeef", "commit"},
             {"results.json", "file"},
         }) {
        const auto tagged = store_.tag_run(traits_of(0).id, tag);
        ASSERT_FALSE(tagged) << tag;
        EXPECT_EQ(tagged.error().kind, ErrorKind::invalid_argument) << tag;
        EXPECT_THAT(tagged.error().message, HasSubstr(why)) << tag;
    }
    EXPECT_FALSE(check_tag(std::string(101, 'x')));
    for (const char* tag : {"v1", "release-1.2", "before_rewrite", "2026-q3", "1.0", "beef"}) {
        EXPECT_TRUE(check_tag(tag)) << tag;
    }
}

TEST(RunNames, AnIdThatBecomesAFolderIsAPlainName) {
    EXPECT_TRUE(check_run_id("20261124T100000Z-3f9a1c"));
    for (const char* id : {"", "..", "../x", "a/b", "/etc", ".x", "a b", "a\nb"}) EXPECT_FALSE(check_run_id(id)) << id;
}

TEST_F(StoreNames, AcceptancesAreRememberedOnceAndInOrder) {
    const Acceptance first{"qwen3_0_6b/*",         "ttft",    traits_of(3).id,
                           "2026-11-24T10:00:00Z", "someone", "the new sampler is worth it"};
    Acceptance second = first;
    second.metric.clear();
    ASSERT_TRUE(store_.accept(first));
    ASSERT_TRUE(store_.accept(second));
    ASSERT_TRUE(store_.accept(first));
    EXPECT_THAT(store_.acceptances().value(), ElementsAre(first, second));
}

TEST_F(StoreNames, NothingIsAcceptedWithoutAReason) {
    for (const char* reason : {"", " \t\n"}) {
        const auto accepted = store_.accept({"core", "", traits_of(3).id, "2026-11-24T10:00:00Z", "", reason});
        ASSERT_FALSE(accepted);
        EXPECT_EQ(accepted.error().kind, ErrorKind::invalid_argument);
    }
    EXPECT_THAT(store_.acceptances().value(), IsEmpty());
}

}  // namespace
}  // namespace inference_pio
