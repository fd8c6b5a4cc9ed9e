// A request to stop, as Ctrl-C makes it, that sleeping code wakes up for.
//
// Thread safety: request() and requested() from any thread and from signal handlers.
#pragma once

#include <atomic>

namespace inference_pio {

class Cancellation {
public:
    Cancellation();
    ~Cancellation();
    Cancellation(const Cancellation&) = delete;
    Cancellation& operator=(const Cancellation&) = delete;

    void request() noexcept;  // async-signal-safe
    [[nodiscard]] bool requested() const noexcept { return requested_.load(); }

    // Becomes readable, and stays so, once a stop was requested: for poll().
    [[nodiscard]] int descriptor() const noexcept { return read_end_; }

private:
    std::atomic<bool> requested_ = false;
    int read_end_ = -1;
    int write_end_ = -1;
};

// From now on SIGINT and SIGTERM request a stop of `cancellation`, which must outlive the process's
// use of signals; a second SIGINT ends the process at once.
void stop_on_signals(Cancellation& cancellation);

}  // namespace inference_pio
