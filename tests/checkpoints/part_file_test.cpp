#include "checkpoints/part_file.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <string>
#include <vector>

#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using testing::ScratchFolder;

std::span<const std::byte> bytes_of(const std::string& text) { return std::as_bytes(std::span(text)); }

std::vector<std::string> names_in(const fs::path& folder) {
    std::vector<std::string> names;
    for (const auto& entry : fs::directory_iterator(folder)) names.push_back(entry.path().filename().string());
    std::sort(names.begin(), names.end());
    return names;
}

// Lets no file of this process grow over a size: the write fails as on a full disk.
class FileSizeLimit {
public:
    explicit FileSizeLimit(rlim_t limit) {
        ::getrlimit(RLIMIT_FSIZE, &old_);
        handler_ = ::signal(SIGXFSZ, SIG_IGN);
        const rlimit small{limit, old_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
    }
    ~FileSizeLimit() {
        ::setrlimit(RLIMIT_FSIZE, &old_);
        ::signal(SIGXFSZ, handler_);
    }
    FileSizeLimit(const FileSizeLimit&) = delete;
    FileSizeLimit& operator=(const FileSizeLimit&) = delete;

private:
    rlimit old_{};
    void (*handler_)(int) = SIG_DFL;
};

TEST(PartFile, AppearsWholeOnCommitAndNotBefore) {
    const ScratchFolder folder;
    const fs::path path = folder.path() / "a.gguf";
    auto file = PartFile::create(path, Bytes{6});
    ASSERT_TRUE(file) << file.error().message;
    ASSERT_TRUE(file->append(bytes_of("abc")));
    ASSERT_TRUE(file->append(bytes_of("def")));
    EXPECT_FALSE(fs::exists(path));
    EXPECT_EQ(file->appended(), Bytes{6});
    ASSERT_TRUE(file->commit());
    EXPECT_EQ(testing::read_bytes(path), "abcdef");
    EXPECT_THAT(names_in(folder.path()), ::testing::ElementsAre("a.gguf"));
}

TEST(PartFile, LeavesNothingWhenItIsNotCommitted) {
    const ScratchFolder folder;
    {
        auto file = PartFile::create(folder.path() / "a.gguf", Bytes{6});
        ASSERT_TRUE(file);
        ASSERT_TRUE(file->append(bytes_of("abc")));
        const PartFile moved = std::move(*file);
        EXPECT_EQ(names_in(folder.path()).size(), 1U);
    }
    EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(PartFile, ATooSmallDiskIsNamedWithBothFiguresBeforeAnythingIsWritten) {
    const ScratchFolder folder;
    const auto file = PartFile::create(folder.path() / "a.gguf", Bytes{std::uint64_t{1} << 60U});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind, ErrorKind::io);
    EXPECT_THAT(file.error().message, HasSubstr("needs 1152921504606846976 bytes"));
    EXPECT_THAT(file.error().message, HasSubstr("bytes free"));
    EXPECT_THAT(file.error().remedy, HasSubstr("free some space"));
    EXPECT_TRUE(names_in(folder.path()).empty());
}

// In the middle of a long file and at the end of one that is shorter than a block.
TEST(PartFile, ADiskThatFillsUpNamesTheBytesNeededAndLeavesNothing) {
    for (const std::size_t size : {std::size_t{200'000}, std::size_t{20} << 20U}) {
        const ScratchFolder folder;
        {
            auto file = PartFile::create(folder.path() / "a.gguf", Bytes{size});
            ASSERT_TRUE(file);
            const FileSizeLimit limit(65536);
            auto written = file->append(bytes_of(std::string(size, 'x')));
            if (written) written = file->commit();
            ASSERT_FALSE(written);
            EXPECT_EQ(written.error().kind, ErrorKind::io);
            EXPECT_THAT(written.error().message,
                        HasSubstr(std::to_string(size) + " bytes; the disk was full after 65536"));
            EXPECT_THAT(written.error().remedy, HasSubstr("free some space"));
        }
        EXPECT_TRUE(names_in(folder.path()).empty());
    }
}

TEST(PartFile, AFolderThatIsNotThereIsAnError) {
    const ScratchFolder folder;
    const auto file = PartFile::create(folder.path() / "missing" / "a.gguf", Bytes{1});
    ASSERT_FALSE(file);
    EXPECT_EQ(file.error().kind, ErrorKind::io);
    EXPECT_THAT(file.error().message, HasSubstr("missing"));
}

TEST(PartFile, KilledInTheMiddleLeavesNoFinalFileAndItsPartIsRemovedLater) {
    const ScratchFolder folder;
    const fs::path path = folder.path() / "a.gguf";
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        auto file = PartFile::create(path, Bytes{6});
        if (file && file->append(bytes_of("abc")) && ::write(ready[1], "x", 1) == 1) ::pause();
        ::_exit(1);
    }
    char seen = 0;
    ASSERT_EQ(::read(ready[0], &seen, 1), 1);
    remove_dead_parts(folder.path());
    EXPECT_EQ(names_in(folder.path()).size(), 1U) << "a living process's part stays";
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    EXPECT_FALSE(fs::exists(path));
    EXPECT_TRUE(fs::exists(part_path(path, child)));
    remove_dead_parts(folder.path());
    EXPECT_TRUE(names_in(folder.path()).empty());
}

TEST(RemoveDeadParts, TouchesNothingElse) {
    const ScratchFolder folder;
    for (const char* name : {"a.gguf", "b.part", "c.x7.part", "d.-5.part", ".lock"})
        testing::write_bytes(folder.path() / name, "x");
    remove_dead_parts(folder.path());
    EXPECT_EQ(names_in(folder.path()).size(), 5U);
    remove_dead_parts(folder.path() / "missing");
}

}  // namespace
}  // namespace inference_pio
