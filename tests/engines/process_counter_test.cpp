#include "engines/simulated/process_counter.hpp"

#include <gtest/gtest.h>

#include <fstream>

#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

TEST(TakeProcessNumber, CountsFromZero) {
    const TemporaryFolder folder;
    for (std::uint64_t i = 0; i < 12; ++i) EXPECT_EQ(take_process_number(folder.path() / "counter"), i);
}

TEST(TakeProcessNumber, SaysWhyItCannot) {
    const TemporaryFolder folder;
    EXPECT_EQ(take_process_number(folder.path() / "no" / "counter").error().kind, ErrorKind::io);
    std::ofstream(folder.path() / "text") << "hello";
    EXPECT_EQ(take_process_number(folder.path() / "text").error().kind, ErrorKind::malformed);
}

}  // namespace
}  // namespace inference_pio
