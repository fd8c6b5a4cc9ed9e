#include "session/git_worktree.hpp"

#include <gmock/gmock.h>

#include "session/git_repository.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(ReadRepository, KnowsTheProjectsPlaceInIt) {
    GitRepository repository;
    repository.commit("tools/bench/a", "1");
    const SessionMachine machine;
    const auto whole = read_repository(repository.path(), machine);
    ASSERT_TRUE(whole) << whole.error().message;
    EXPECT_EQ(*whole, (Repository{fs::canonical(repository.path() / ".git"), ""}));
    const auto part = read_repository(repository.path() / "tools/bench", machine);
    ASSERT_TRUE(part) << part.error().message;
    EXPECT_EQ(*part, (Repository{fs::canonical(repository.path() / ".git"), "tools/bench/"}));
}

TEST(ReadRepository, SaysWhereThereIsNone) {
    const TemporaryFolder folder;
    const auto none = read_repository(folder.path(), SessionMachine{});
    ASSERT_FALSE(none);
    EXPECT_EQ(none.error().kind, ErrorKind::not_found);
    EXPECT_THAT(none.error().message, AllOf(HasSubstr(folder.path().string()), HasSubstr("not a git repository")));
}

TEST(ResolveRevision, NamesCommits) {
    GitRepository repository;
    const std::string first = repository.commit("a", "1");
    const std::string second = repository.commit("a", "2");
    repository.git({"tag", "--annotate", "v1", "--message", "one", first});
    const SessionMachine machine;
    EXPECT_EQ(resolve_revision(repository.path(), "HEAD", machine), second);
    EXPECT_EQ(resolve_revision(repository.path(), "HEAD~1", machine), first);
    EXPECT_EQ(resolve_revision(repository.path(), "v1", machine), first) << "the commit, not the tag's own object";
    EXPECT_EQ(resolve_revision(repository.path(), first.substr(0, 8), machine), first);
}

TEST(ResolveRevision, NamesWhatItDoesNotFind) {
    GitRepository repository;
    repository.commit("a", "1");
    const SessionMachine machine;
    const auto unknown = resolve_revision(repository.path(), "v9", machine);
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::not_found);
    EXPECT_THAT(unknown.error().message, HasSubstr("'v9' names no commit"));
    for (const char* revision : {"", "--all", "-x"}) {
        const auto option = resolve_revision(repository.path(), revision, machine);
        ASSERT_FALSE(option) << revision;
        EXPECT_EQ(option.error().kind, ErrorKind::invalid_argument);
    }
    EXPECT_FALSE(resolve_revision(repository.path(), "HEAD:a", machine)) << "a file is no commit";
}

TEST(Worktree, IsAddedBesideTheUsersAndTakenAway) {
    GitRepository repository;
    const std::string first = repository.commit("a", "1");
    repository.commit("a", "2");
    const TemporaryFolder elsewhere;
    const SessionMachine machine;
    const fs::path tree = elsewhere.path() / "tree";
    ASSERT_TRUE(add_worktree(repository.path(), first, tree, machine));
    EXPECT_TRUE(fs::exists(tree / "a"));
    EXPECT_EQ(repository.git({"status", "--porcelain"}), "");
    fs::remove_all(tree);
    ASSERT_TRUE(add_worktree(repository.path(), first, tree, machine)) << "though git still lists it";
    remove_worktree(repository.path(), tree, machine);
    EXPECT_FALSE(fs::exists(tree));
    EXPECT_THAT(repository.git({"worktree", "list"}), Not(HasSubstr("tree")));
    const auto unknown = add_worktree(repository.path(), std::string(40, 'a'), tree, machine);
    ASSERT_FALSE(unknown);
    EXPECT_THAT(unknown.error().message, HasSubstr(std::string(40, 'a')));
}

}  // namespace
}  // namespace inference_pio
