#include "checkpoints/cache_lock.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>

#include "checkpoints/tiny_model.hpp"

namespace inference_pio {
namespace {

using testing::ScratchFolder;

TEST(CacheLock, IsFreeAgainWhenItGoes) {
    const ScratchFolder folder;
    bool waited = false;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(CacheLock::acquire(folder.path(), [&] { waited = true; }));
    EXPECT_FALSE(waited);
}

TEST(CacheLock, ASecondOneWaitsAndSaysSo) {
    const ScratchFolder folder;
    std::promise<void> waits;
    std::future<bool> second;
    {
        const auto first = CacheLock::acquire(folder.path(), {});
        ASSERT_TRUE(first);
        second = std::async(std::launch::async,
                            [&] { return CacheLock::acquire(folder.path(), [&] { waits.set_value(); }).has_value(); });
        waits.get_future().wait();  // it is waiting now; only then is the first one freed
        EXPECT_NE(second.wait_for(std::chrono::milliseconds(20)), std::future_status::ready);
    }
    EXPECT_TRUE(second.get());
}

TEST(CacheLock, AProcessThatIsKilledFreesIt) {
    const ScratchFolder folder;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = CacheLock::acquire(folder.path(), {});
        if (lock && ::write(ready[1], "x", 1) == 1) ::pause();
        ::_exit(1);
    }
    char seen = 0;
    ASSERT_EQ(::read(ready[0], &seen, 1), 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    EXPECT_TRUE(CacheLock::acquire(folder.path(), {}));
}

TEST(CacheLock, AFolderThatIsNotThereIsAnError) {
    const ScratchFolder folder;
    const auto lock = CacheLock::acquire(folder.path() / "missing", {});
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().kind, ErrorKind::io);
    EXPECT_THAT(lock.error().message, ::testing::HasSubstr("missing"));
}

}  // namespace
}  // namespace inference_pio
