#include "common/cancellation.hpp"

#include <gtest/gtest.h>
#include <poll.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>

namespace inference_pio {
namespace {

bool readable(int descriptor) {
    pollfd slot{descriptor, POLLIN, 0};
    return ::poll(&slot, 1, 0) == 1 && (slot.revents & POLLIN) != 0;
}

TEST(CancellationTest, DescriptorBecomesReadableAndStaysSo) {
    Cancellation cancellation;
    EXPECT_FALSE(cancellation.requested());
    EXPECT_FALSE(readable(cancellation.descriptor()));
    for (int i = 0; i < 100'000; ++i) cancellation.request();  // more than the pipe holds
    EXPECT_TRUE(cancellation.requested());
    EXPECT_TRUE(readable(cancellation.descriptor()));
}

TEST(CancellationTest, FirstSignalRequestsASecondInterruptEnds) {
    const pid_t child = ::fork();
    ASSERT_GE(child, 0);
    if (child == 0) {
        Cancellation cancellation;
        stop_on_signals(cancellation);
        ::raise(SIGTERM);
        if (!cancellation.requested()) ::_exit(1);
        ::raise(SIGTERM);  // only a second interrupt is impatience
        ::raise(SIGINT);
        ::_exit(2);
    }
    int status = 0;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    ASSERT_TRUE(WIFSIGNALED(status)) << "exited with " << WEXITSTATUS(status);
    EXPECT_EQ(WTERMSIG(status), SIGINT);
}

}  // namespace
}  // namespace inference_pio
