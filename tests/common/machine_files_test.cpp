#include "common/machine_files.hpp"

#include <gmock/gmock.h>

#include "common/captured_machine.hpp"

namespace inference_pio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TEST(MachineFilesTest, ReadsBelowItsRoot) {
    const MachineFiles files = captured_files("xeon_amx");
    EXPECT_EQ(files.try_read_word("/sys/devices/system/cpu/online"), "0-3");
    EXPECT_TRUE(files.exists("/proc/meminfo"));
    EXPECT_THAT(files.list("/sys/devices/system/cpu/cpufreq"), ElementsAre("policy0", "policy1", "policy2", "policy3"));
}

TEST(MachineFilesTest, NamesWhatIsNotThereAsTheMachineKnowsIt) {
    const MachineFiles files = captured_files("no_sys");
    const Result<std::string> text = files.read("/sys/devices/system/cpu/online");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().kind, ErrorKind::not_found);
    EXPECT_EQ(text.error().message, "/sys/devices/system/cpu/online does not exist");
    EXPECT_FALSE(files.try_read_word("/sys/nothing"));
    EXPECT_FALSE(files.exists("/sys"));
    EXPECT_THAT(files.list("/sys"), IsEmpty());
}

TEST(MachineFilesTest, AFolderIsNoText) {
    const Result<std::string> text = captured_files("xeon_amx").read("/proc");
    ASSERT_FALSE(text);
    EXPECT_EQ(text.error().kind, ErrorKind::io);
    EXPECT_THAT(text.error().message, HasSubstr("/proc cannot be read: "));
}

TEST(MachineFilesTest, AnEmptyFileIsNoWord) { EXPECT_FALSE(captured_files("epyc_vm").try_read_word("/.dockerenv")); }

// Files of /proc say that their size is zero.
TEST(MachineFilesTest, ReadsTheKernelsFilesToTheirEnd) {
    const Result<std::string> text = MachineFiles().read("/proc/self/status");
    ASSERT_TRUE(text);
    EXPECT_THAT(*text, HasSubstr("VmRSS"));
    EXPECT_THAT(MachineFiles().list("/proc/self"), Contains("status"));
}

// A file without end must not hold a benchmark up.
TEST(MachineFilesTest, ReadsNoMoreThanItsLimit) {
    const Result<std::string> text = MachineFiles().read("/dev/zero");
    ASSERT_TRUE(text);
    EXPECT_EQ(text->size(), MachineFiles::kMaximumBytes);
}

}  // namespace
}  // namespace inference_pio
