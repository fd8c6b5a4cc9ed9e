#include "common/cancellation.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>

namespace inference_pio {
namespace {

std::atomic<Cancellation*> signalled = nullptr;
static_assert(std::atomic<Cancellation*>::is_always_lock_free && std::atomic<bool>::is_always_lock_free,
              "signal handlers may only touch lock-free atomics");

void handle_stop(int signal) {
    const int saved_errno = errno;
    Cancellation* const cancellation = signalled.load();
    if (signal == SIGINT && cancellation != nullptr && cancellation->requested()) {
        std::signal(SIGINT, SIG_DFL);  // delivered once this handler returns
        std::raise(SIGINT);
    } else if (cancellation != nullptr) {
        cancellation->request();
    }
    errno = saved_errno;
}

}  // namespace

Cancellation::Cancellation() {
    int ends[2] = {-1, -1};
    if (::pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
        read_end_ = ends[0];
        write_end_ = ends[1];
    }
}

Cancellation::~Cancellation() {
    Cancellation* self = this;
    signalled.compare_exchange_strong(self, nullptr);
    if (read_end_ >= 0) ::close(read_end_);
    if (write_end_ >= 0) ::close(write_end_);
}

void Cancellation::request() noexcept {
    requested_.store(true);
    const char byte = 1;
    // A full pipe is readable already, which is all that matters.
    [[maybe_unused]] const ssize_t written = ::write(write_end_, &byte, 1);
}

void stop_on_signals(Cancellation& cancellation) {
    signalled.store(&cancellation);
    struct sigaction action {};
    action.sa_handler = handle_stop;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(SIGINT, &action, nullptr);
    ::sigaction(SIGTERM, &action, nullptr);
}

}  // namespace inference_pio
