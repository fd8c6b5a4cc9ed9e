#include "reporting/machine_ceilings_line.hpp"

#include <gtest/gtest.h>

#include "fakes/machine_ceiling_records.hpp"

namespace inference_pio {
namespace {

TEST(MachineCeilingsLine, NamesEachByThreads) {
    EXPECT_EQ(format_machine_ceilings(machine_ceiling_records()),
              "measured ceilings · 1 thread: read 38.1 GB/s · 2 threads: read 75.3 GB/s, copy 66.5 GB/s, "
              "triad 72.2 GB/s, q4_0 280 GFLOP/s");
}

TEST(MachineCeilingsLine, IsEmptyWhereNothingWasMeasured) {
    EXPECT_EQ(format_machine_ceilings({}), "");
    auto records = machine_ceiling_records();
    for (Record& record : records) record.value.reset();
    EXPECT_EQ(format_machine_ceilings(records), "");
    EXPECT_EQ(format_machine_ceilings(reported_run().records), "");
}

}  // namespace
}  // namespace inference_pio
