#include "common/files.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>

#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

void put(const fs::path& path, std::string_view content) { std::ofstream(path, std::ios::binary) << content; }

TEST(FilesTest, ReadsWholeFilesAndThoseWithoutSize) {
    const TemporaryFolder folder;
    const std::string content("a\0b\n", 4);
    put(folder.path() / "file", content);
    EXPECT_EQ(read_file(folder.path() / "file").value(), content);
    EXPECT_NE(read_file("/proc/self/status").value().find("VmRSS"), std::string::npos);
}

TEST(FilesTest, ErrorsNameThePathAndTheReason) {
    const TemporaryFolder folder;
    const auto missing = read_file(folder.path() / "gone");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
    EXPECT_NE(missing.error().message.find("gone: No such file"), std::string::npos);
    EXPECT_EQ(read_file(folder.path()).error().kind, ErrorKind::io);
    EXPECT_EQ(try_read_file(folder.path() / "gone"), std::nullopt);
}

TEST(FilesTest, WholeWritesReplaceAndLeaveNothingBeside) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "results.json";
    ASSERT_TRUE(write_file_whole(path, "one"));
    ASSERT_TRUE(write_file_whole(path, "two"));
    EXPECT_EQ(read_file(path).value(), "two");
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
}

TEST(FilesTest, FailedWholeWriteKeepsTheOldFileAndLeavesNothing) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "taken";
    fs::create_directories(path / "child");  // a folder cannot be renamed over
    const auto written = write_file_whole(path, "text");
    ASSERT_FALSE(written);
    EXPECT_NE(written.error().message.find("taken"), std::string::npos);
    EXPECT_EQ(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()), 1);
    EXPECT_EQ(write_file_whole(folder.path() / "no" / "file", "x").error().kind, ErrorKind::not_found);
}

TEST(FilesTest, MakesFoldersAndRefusesAFileInTheirPlace) {
    const TemporaryFolder folder;
    EXPECT_TRUE(make_folders(folder.path() / "a/b/c"));
    EXPECT_TRUE(make_folders(folder.path() / "a/b/c"));
    EXPECT_TRUE(fs::is_directory(folder.path() / "a/b/c"));
    put(folder.path() / "file", "");
    EXPECT_FALSE(make_folders(folder.path() / "file"));
    EXPECT_FALSE(make_folders(folder.path() / "file" / "below"));
}

TEST(FilesTest, AppendedLinesAreThereAtOnce) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "journal";
    auto file = AppendFile::open(path);
    ASSERT_TRUE(file);
    ASSERT_TRUE(file->append_line("one"));
    EXPECT_EQ(read_file(path).value(), "one\n");
    AppendFile moved = std::move(*file);
    ASSERT_TRUE(moved.append_line(""));
    EXPECT_EQ(read_file(path).value(), "one\n\n");
}

TEST(FilesTest, OpeningCutsAnUnfinishedLineOff) {
    const TemporaryFolder folder;
    const fs::path path = folder.path() / "journal";
    put(path, "one\ntwo\n" + std::string(10'000, 'x'));
    ASSERT_TRUE(AppendFile::open(path)->append_line("three"));
    EXPECT_EQ(read_file(path).value(), "one\ntwo\nthree\n");
    put(path, "never finished");
    ASSERT_TRUE(AppendFile::open(path));
    EXPECT_EQ(read_file(path).value(), "");
}

TEST(FilesTest, FullDiskIsAnErrorWithARemedy) {
    if (::access("/dev/full", W_OK) != 0) GTEST_SKIP() << "this system has no /dev/full";
    auto file = AppendFile::open("/dev/full");
    ASSERT_TRUE(file) << file.error().message;
    const auto appended = file->append_line("line");
    ASSERT_FALSE(appended);
    EXPECT_EQ(appended.error().kind, ErrorKind::io);
    EXPECT_NE(appended.error().message.find("No space left"), std::string::npos);
    EXPECT_NE(appended.error().remedy.find("space"), std::string::npos);
}

TEST(FilesTest, UserCacheFolderFollowsTheEnvironment) {
    const char* const before = std::getenv("XDG_CACHE_HOME");
    const std::string kept = before == nullptr ? "" : before;
    ::setenv("XDG_CACHE_HOME", "/somewhere", 1);
    EXPECT_EQ(user_cache_folder(), "/somewhere/inference-pio-bench");
    ::setenv("XDG_CACHE_HOME", "relative", 1);  // to be ignored, says the specification
    EXPECT_NE(user_cache_folder(), "relative/inference-pio-bench");
    ::unsetenv("XDG_CACHE_HOME");
    EXPECT_TRUE(user_cache_folder().string().ends_with("inference-pio-bench"));
    if (before != nullptr) ::setenv("XDG_CACHE_HOME", kept.c_str(), 1);
}

}  // namespace
}  // namespace inference_pio
