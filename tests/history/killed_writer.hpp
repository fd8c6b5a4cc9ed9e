// A process that adds runs to a store until it is killed at a moment that nobody chose: the test kills some of them,
// the load test thousands.
#pragma once

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <functional>
#include <optional>
#include <thread>

#include "history/store.hpp"

namespace inference_pio {

// The n-th run of the writer, from 0.
using RunOfWriter = std::function<Run(int n)>;

// Adds runs, and says of each on `report` that it is committed.
[[noreturn]] inline void add_until_killed(const std::filesystem::path& file, const RunOfWriter& run_of, int report) {
    auto store = HistoryStore::open(file);
    if (!store) ::_exit(2);
    for (int n = 0;; ++n) {
        if (!store->add_run(run_of(n), {})) ::_exit(3);
        if (::write(report, &n, sizeof n) != sizeof n) ::_exit(4);
    }
}

// How many runs the writer said that it had committed before it was killed, some time after its start or, `at_work`,
// after its first run. Nothing where it could not be started or ended by itself.
inline std::optional<int> kill_a_writer(const std::filesystem::path& file, const RunOfWriter& run_of, bool at_work,
                                        std::chrono::microseconds after) {
    std::array<int, 2> pipe{};
    if (::pipe2(pipe.data(), O_CLOEXEC) != 0) return std::nullopt;
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(pipe[0]);
        add_until_killed(file, run_of, pipe[1]);
    }
    ::close(pipe[1]);
    int n = 0;
    int committed = at_work && ::read(pipe[0], &n, sizeof n) == sizeof n ? 1 : 0;
    std::this_thread::sleep_for(after);
    ::kill(child, SIGKILL);
    while (::read(pipe[0], &n, sizeof n) == sizeof n) committed = n + 1;
    ::close(pipe[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFSIGNALED(status) ? std::optional(committed) : std::nullopt;
}

}  // namespace inference_pio
