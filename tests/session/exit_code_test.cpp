#include <gtest/gtest.h>

#include "session/run_session.hpp"

namespace inference_pio {
namespace {

Run run_with(const std::vector<Status>& statuses) {
    Run run;
    for (const Status status : statuses) {
        Record record;
        record.status = status;
        if (status == Status::ok || status == Status::unstable) record.value = 1;
        run.records.push_back(std::move(record));
    }
    return run;
}

struct ExitRow {
    std::vector<Status> statuses;
    RunEnd end;
    bool all_written;
    int code;
};

class ComputeExitCode : public ::testing::TestWithParam<ExitRow> {};

TEST_P(ComputeExitCode, FollowsTheTable) {
    EXPECT_EQ(compute_exit_code(run_with(GetParam().statuses), GetParam().end, GetParam().all_written),
              GetParam().code);
}

constexpr auto kComplete = RunEnd::complete;
INSTANTIATE_TEST_SUITE_P(Table, ComputeExitCode,
                         ::testing::Values(ExitRow{{Status::ok}, kComplete, true, 0},
                                           ExitRow{{Status::unstable}, kComplete, true, 0},
                                           ExitRow{{Status::ok, Status::skipped}, kComplete, true, 0},
                                           ExitRow{{Status::ok, Status::failed}, kComplete, true, 3},
                                           ExitRow{{Status::timed_out}, kComplete, true, 3},
                                           ExitRow{{Status::ok, Status::out_of_memory}, kComplete, true, 3},
                                           ExitRow{{Status::skipped, Status::skipped}, kComplete, true, 5},
                                           ExitRow{{}, kComplete, true, 5}, ExitRow{{Status::ok}, kComplete, false, 3},
                                           ExitRow{{Status::ok}, RunEnd::stopped, true, 3},
                                           ExitRow{{Status::ok, Status::failed}, RunEnd::interrupted, true, 130}));

// What was learnt of the machine is no measured case, and failing to learn it fails none.
TEST(ExitCode, CeilingsDoNotCount) {
    auto only_ceilings = run_with({Status::ok, Status::failed});
    for (Record& record : only_ceilings.records) record.benchmark = kCeilingsBenchmark;
    EXPECT_EQ(compute_exit_code(only_ceilings, RunEnd::complete, true), 5);
    auto with_case = run_with({Status::ok, Status::failed});
    with_case.records[1].benchmark = kCeilingsBenchmark;
    EXPECT_EQ(compute_exit_code(with_case, RunEnd::complete, true), 0);
}

TEST(ExitCodeOf, WrongUsageIsTwo) {
    EXPECT_EQ(exit_code_of({ErrorKind::invalid_argument, "", ""}), 2);
    EXPECT_EQ(exit_code_of({ErrorKind::not_found, "", ""}), 2);
    EXPECT_EQ(exit_code_of({ErrorKind::cancelled, "", ""}), 130);
    EXPECT_EQ(exit_code_of({ErrorKind::io, "", ""}), 3);
    EXPECT_EQ(exit_code_of({ErrorKind::mismatch, "", ""}), 3);
}

}  // namespace
}  // namespace inference_pio
