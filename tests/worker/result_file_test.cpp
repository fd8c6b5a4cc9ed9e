// The file in memory that other programs write results to.
#include "worker/adapters/result_file.hpp"

#include <gmock/gmock.h>

#include <filesystem>
#include <fstream>

#include "common/child_process.hpp"

namespace inference_pio {
namespace {

TEST(ResultFileTest, OtherProcessesWriteItByItsPath) {
    std::string path;
    {
        auto file = ResultFile::create();
        ASSERT_TRUE(file) << file.error().message;
        const ResultFile moved = std::move(*file);
        path = moved.path();
        EXPECT_EQ(moved.read().value(), "");
        LaunchSpec spec;
        spec.argv = {"sh", "-c", "echo first > \"$0\"; echo second > \"$0\"; echo third >> \"$0\"", path};
        spec.sacrificed_first = false;
        const auto ended = run_command(machine_launcher(), spec, Seconds(20));
        ASSERT_TRUE(ended);
        EXPECT_EQ(ended->status.code, 0) << ended->errors;
        EXPECT_EQ(moved.read().value(), "second\nthird\n");
        const auto too_much = moved.read(Bytes{5});
        ASSERT_FALSE(too_much);
        EXPECT_EQ(too_much.error().kind, ErrorKind::malformed);
    }
    EXPECT_FALSE(std::filesystem::exists(path)) << "nothing is left behind";
}

}  // namespace
}  // namespace inference_pio
