#include "checkpoints/cache.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>

#include "checkpoints/checkpoint.hpp"
#include "checkpoints/checkpoint_folders.hpp"
#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using testing::ScopedVariable;
using testing::tiny_card;

class CheckpointCache : public testing::TinyModelTest {
protected:
    fs::path ensure(const SynthesisRequest& request) {
        const auto path = ensure_synthesized(request, [&](std::string_view line) { lines_.emplace_back(line); });
        EXPECT_TRUE(path) << path.error().message;
        return path.value_or(fs::path());
    }
    static SynthesisRequest request(std::uint64_t seed) { return {tiny_card(), WeightType::q4_0, seed}; }
    static void age(const fs::path& file, int hours) {
        fs::last_write_time(file, fs::file_time_type::clock::now() - std::chrono::hours(hours));
    }

    std::vector<std::string> lines_;
};

TEST_F(CheckpointCache, MakesAFileOnceAndFindsItAgain) {
    const fs::path path = ensure(request(1));
    EXPECT_EQ(path.parent_path(), synthesized_folder());
    EXPECT_THAT(path.filename().string(), MatchesRegex("tiny_qwen3-q4_0-seed1-[0-9a-f]+\\.gguf"));
    EXPECT_TRUE(inspect_checkpoint(path));
    EXPECT_EQ(lines_.size(), 1U);
    age(path, 5);
    EXPECT_EQ(ensure(request(1)), path);
    EXPECT_EQ(lines_.size(), 1U) << "nothing was made again";
    EXPECT_GT(fs::last_write_time(path), fs::file_time_type::clock::now() - std::chrono::hours(1)) << "use counts";
}

TEST_F(CheckpointCache, MakesADamagedFileAgain) {
    const fs::path path = ensure(request(1));
    const std::string whole = testing::read_bytes(path);
    fs::resize_file(path, whole.size() / 2);
    EXPECT_EQ(ensure(request(1)), path);
    EXPECT_EQ(testing::read_bytes(path), whole);
}

TEST_F(CheckpointCache, TellsHowMuchItHolds) {
    EXPECT_EQ(read_checkpoint_cache().files, 0U);
    ensure(request(1));
    ensure(request(2));
    const ScopedVariable limit("PIO_CHECKPOINT_CACHE_LIMIT", "5GiB");
    const CacheState state = read_checkpoint_cache();
    EXPECT_EQ(state.folder, synthesized_folder());
    EXPECT_EQ(state.files, 2U);
    EXPECT_EQ(state.held, (Bytes{2 * compute_synthesized_size(request(1))->count}));
    EXPECT_EQ(state.limit, gibibytes(5));
}

TEST_F(CheckpointCache, TheLeastRecentlyUsedMakesRoom) {
    const std::uint64_t size = compute_synthesized_size(request(1))->count;
    const ScopedVariable limit("PIO_CHECKPOINT_CACHE_LIMIT", std::to_string(2 * size + size / 2));
    const fs::path first = ensure(request(1));
    const fs::path second = ensure(request(2));
    age(first, 2);
    age(second, 1);
    ensure(request(1));  // now the second is the one that was used longest ago
    const fs::path third = ensure(request(3));
    EXPECT_TRUE(fs::exists(first));
    EXPECT_FALSE(fs::exists(second));
    EXPECT_TRUE(fs::exists(third));
    EXPECT_THAT(lines_, ::testing::Contains(HasSubstr("removed tiny_qwen3-q4_0-seed2")));
    EXPECT_LE(read_checkpoint_cache().held, read_checkpoint_cache().limit);
}

TEST_F(CheckpointCache, AFileLargerThanTheLimitIsStillMade) {
    const ScopedVariable limit("PIO_CHECKPOINT_CACHE_LIMIT", "1KiB");
    EXPECT_TRUE(fs::exists(ensure(request(1))));
    EXPECT_TRUE(fs::exists(ensure(request(2))));
    EXPECT_EQ(read_checkpoint_cache().files, 1U);
}

TEST_F(CheckpointCache, ALimitThatIsNoSizeIsNamed) {
    const ScopedVariable limit("PIO_CHECKPOINT_CACHE_LIMIT", "lots");
    const auto path = ensure_synthesized(request(1), {});
    ASSERT_FALSE(path);
    EXPECT_THAT(path.error().message, HasSubstr("PIO_CHECKPOINT_CACHE_LIMIT"));
}

TEST_F(CheckpointCache, TwoProcessesMakeOneFile) {
    int lines[2];
    ASSERT_EQ(::pipe(lines), 0);
    std::vector<pid_t> children;
    for (int i = 0; i < 2; ++i) {
        const pid_t child = ::fork();
        if (child == 0) {
            const auto path = ensure_synthesized(request(1), [&](std::string_view line) {
                if (!line.starts_with("synthesizing") || ::write(lines[1], "s", 1) != 1) return;
                ::usleep(50000);  // long enough for the other one to come
            });
            ::_exit(path && inspect_checkpoint(*path) ? 0 : 1);
        }
        children.push_back(child);
    }
    ::close(lines[1]);
    for (const pid_t child : children) {
        int status = 1;
        ::waitpid(child, &status, 0);
        EXPECT_EQ(status, 0);
    }
    char made[8];
    EXPECT_EQ(::read(lines[0], made, sizeof made), 1) << "made once";
    ::close(lines[0]);
    EXPECT_EQ(read_checkpoint_cache().files, 1U);
}

TEST_F(CheckpointCache, AKilledProcessLeavesNoBrokenFileAndTheNextOneCleansUp) {
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        (void)ensure_synthesized(request(1), [&](std::string_view) {
            if (::write(ready[1], "x", 1) == 1) ::pause();  // the file aside is open, the lock is held
        });
        ::_exit(1);
    }
    char seen = 0;
    ASSERT_EQ(::read(ready[0], &seen, 1), 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    const auto parts = [] {
        return std::count_if(fs::directory_iterator(synthesized_folder()), fs::directory_iterator(),
                             [](const auto& entry) { return entry.path().extension() == ".part"; });
    };
    EXPECT_EQ(parts(), 1);
    EXPECT_EQ(read_checkpoint_cache().files, 0U);
    EXPECT_TRUE(inspect_checkpoint(ensure(request(1))));
    EXPECT_EQ(parts(), 0);
}

}  // namespace
}  // namespace inference_pio
