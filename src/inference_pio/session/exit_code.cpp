#include <algorithm>

#include "session/run_session.hpp"

namespace inference_pio {

int compute_exit_code(const Run& run, RunEnd end, bool all_written) {
    constexpr int kDone = 0;
    constexpr int kFailed = 3;
    constexpr int kNothing = 5;
    constexpr int kInterrupted = 130;
    // What was learnt of the machine is no measured case, and failing to learn it fails none.
    const auto any = [&](auto&& property) {
        return std::any_of(run.records.begin(), run.records.end(), [&](const Record& record) {
            return record.benchmark != kCeilingsBenchmark && property(record);
        });
    };
    if (end == RunEnd::interrupted) return kInterrupted;
    const bool failed = any([](const Record& record) {
        return record.status == Status::failed || record.status == Status::timed_out ||
               record.status == Status::out_of_memory;
    });
    if (failed || end == RunEnd::stopped || !all_written) return kFailed;
    return any([](const Record& record) { return record.value.has_value(); }) ? kDone : kNothing;
}

int exit_code_of(const Error& error) {
    constexpr int kWrongUsage = 2;
    constexpr int kFailed = 3;
    constexpr int kInterrupted = 130;
    switch (error.kind) {
        case ErrorKind::invalid_argument:
        case ErrorKind::not_found:
            return kWrongUsage;
        case ErrorKind::cancelled:
            return kInterrupted;
        default:
            return kFailed;
    }
}

}  // namespace inference_pio
