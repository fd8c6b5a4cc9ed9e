#include "common/nvml_meter.hpp"

#include <dlfcn.h>
#include <gmock/gmock.h>
#include <unistd.h>

#include "test_folders.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;

std::string driver(const std::string& name) { return PIO_FAKE_DRIVER_DIR "/" + name + ".so"; }

TEST(NvmlMeter, TellsWhatAGpuSpent) {
    const auto meter = NvmlMeter::open({driver("fake_nvml_two_gpus")});
    ASSERT_TRUE(meter) << meter.error().message;
    ASSERT_EQ(meter->gpu_count(), 2U);
    const double before = meter->read_energy_j(0).value();
    EXPECT_DOUBLE_EQ(meter->read_energy_j(1).value() - before, 1.5);
}

TEST(NvmlMeter, AddsUpWhatAProcessHoldsOnOneGpu) {
    const auto meter = NvmlMeter::open({driver("fake_nvml_two_gpus")});
    ASSERT_TRUE(meter);
    EXPECT_EQ(meter->read_process_memory(0, ::getpid()).value(), gibibytes(3)) << "more processes than first asked for";
    EXPECT_EQ(meter->read_process_memory(1, ::getpid()).value(), std::nullopt);
}

TEST(NvmlMeter, SaysWhatTheDriverRefuses) {
    const auto refuses = NvmlMeter::open({driver("fake_nvml_refuses")});
    EXPECT_THAT(refuses.error().message, HasSubstr("GPU is lost"));
    const auto old = NvmlMeter::open({driver("fake_nvml_without_meters")});
    ASSERT_TRUE(old);
    EXPECT_EQ(old->read_energy_j(0).error().kind, ErrorKind::unsupported);
    EXPECT_THAT(old->read_energy_j(0).error().message, HasSubstr("nvmlDeviceGetTotalEnergyConsumption"));
    EXPECT_EQ(old->read_process_memory(0, 1).error().kind, ErrorKind::unsupported);
}

TEST(NvmlMeter, NoGpuAndNoDriverAreNotFound) {
    EXPECT_EQ(NvmlMeter::open({driver("fake_nvml_no_gpu")}).error().kind, ErrorKind::not_found);
    EXPECT_EQ(NvmlMeter::open({driver("there_is_none")}).error().kind, ErrorKind::not_found);
    EXPECT_THAT(NvmlMeter::open({driver("fake_nvml_init_fails")}).error().message, HasSubstr("Driver Not Loaded"));
}

TEST(NvmlMeter, ShutsTheDriverDownOnce) {
    const std::string path = driver("fake_nvml_two_gpus");
    void* const library = ::dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library, nullptr);
    const auto open_sessions = reinterpret_cast<int (*)()>(::dlsym(library, "fake_driver_open_sessions"));
    ASSERT_NE(open_sessions, nullptr);
    {
        auto meter = NvmlMeter::open({path});
        ASSERT_TRUE(meter);
        const NvmlMeter moved = *std::move(meter);
        EXPECT_EQ(open_sessions(), 1);
    }
    EXPECT_EQ(open_sessions(), 0);
    ::dlclose(library);
}

}  // namespace
}  // namespace inference_pio
