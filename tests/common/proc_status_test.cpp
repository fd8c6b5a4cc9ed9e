#include "common/proc_status.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

namespace inference_pio {
namespace {

constexpr std::string_view kStatus =
    "Name:\tVmHWM: 1 kB\nVmPeak:\t    5000 kB\nVmHWM:\t    2012 kB\nVmRSS:\t    1900 kB\nThreads:\t1\n";

TEST(ProcStatusTest, FindsWholeFieldNames) {
    EXPECT_EQ(parse_status_memory(kStatus, "VmHWM"), kibibytes(2012));
    EXPECT_EQ(parse_status_memory(kStatus, "VmRSS"), kibibytes(1900));
    EXPECT_EQ(parse_status_memory(kStatus, "Vm"), std::nullopt);
    EXPECT_EQ(parse_status_memory(kStatus, "Threads"), std::nullopt) << "not a size";
    EXPECT_EQ(parse_status_memory("", "VmHWM"), std::nullopt);
    EXPECT_EQ(parse_status_memory("VmHWM", "VmHWM"), std::nullopt);
}

TEST(ProcStatusTest, ReadsThisProcess) {
    const auto resident = read_resident_memory();
    const auto peak = read_peak_resident_memory(::getpid());
    ASSERT_TRUE(resident && peak);
    EXPECT_GT(resident->count, 0U);
    EXPECT_GT(peak->count, 0U);
    EXPECT_EQ(read_peak_resident_memory(-1), std::nullopt);
}

}  // namespace
}  // namespace inference_pio
