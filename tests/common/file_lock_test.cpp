#include "common/file_lock.hpp"

#include <gmock/gmock.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <future>

#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

TEST(FileLock, IsFreeAgainWhenItGoes) {
    const TemporaryFolder folder;
    bool waited = false;
    for (int i = 0; i < 3; ++i) EXPECT_TRUE(FileLock::acquire(folder.path() / "lock", [&] { waited = true; }));
    EXPECT_FALSE(waited);
}

TEST(FileLock, ASecondOneWaitsAndSaysSo) {
    const TemporaryFolder folder;
    std::promise<void> waits;
    std::future<bool> second;
    {
        const auto first = FileLock::acquire(folder.path() / "lock", {});
        ASSERT_TRUE(first);
        second = std::async(std::launch::async, [&] {
            return FileLock::acquire(folder.path() / "lock", [&] { waits.set_value(); }).has_value();
        });
        waits.get_future().wait();  // it is waiting now; only then is the first one freed
        EXPECT_NE(second.wait_for(std::chrono::milliseconds(20)), std::future_status::ready);
    }
    EXPECT_TRUE(second.get());
}

TEST(FileLock, AProcessThatIsKilledFreesIt) {
    const TemporaryFolder folder;
    int ready[2];
    ASSERT_EQ(::pipe(ready), 0);
    const pid_t child = ::fork();
    if (child == 0) {
        const auto lock = FileLock::acquire(folder.path() / "lock", {});
        if (lock && ::write(ready[1], "x", 1) == 1) ::pause();
        ::_exit(1);
    }
    char seen = 0;
    ASSERT_EQ(::read(ready[0], &seen, 1), 1);
    ::kill(child, SIGKILL);
    ::waitpid(child, nullptr, 0);
    ::close(ready[0]);
    ::close(ready[1]);
    EXPECT_TRUE(FileLock::acquire(folder.path() / "lock", {}));
}

TEST(FileLock, AFolderThatIsNotThereIsAnError) {
    const TemporaryFolder folder;
    const auto lock = FileLock::acquire(folder.path() / "missing" / "lock", {});
    ASSERT_FALSE(lock);
    EXPECT_EQ(lock.error().kind, ErrorKind::io);
    EXPECT_THAT(lock.error().message, ::testing::HasSubstr("missing"));
}

TEST(FileLock, TryingDoesNotWaitAndTellsWhoHoldsIt) {
    const TemporaryFolder folder;
    const auto file = folder.path() / "lock";
    {
        const auto first = FileLock::try_acquire(file);
        ASSERT_TRUE(first && *first);
        EXPECT_EQ(read_lock_holder(file), ::getpid());
        const auto second = FileLock::try_acquire(file);
        ASSERT_TRUE(second) << "that it is held is no error";
        EXPECT_FALSE(*second);
    }
    EXPECT_TRUE(*FileLock::try_acquire(file));
    EXPECT_EQ(read_lock_holder(folder.path() / "none"), std::nullopt);
    EXPECT_FALSE(FileLock::try_acquire(folder.path() / "missing" / "lock"));
}

}  // namespace
}  // namespace inference_pio
