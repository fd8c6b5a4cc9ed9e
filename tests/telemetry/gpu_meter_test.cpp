#include "telemetry/gpu_meter.hpp"

#include <gmock/gmock.h>
#include <unistd.h>

#include "test_folders.hpp"

namespace inference_pio {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

std::vector<std::string> driver(const std::string& name) { return {PIO_FAKE_DRIVER_DIR "/" + name + ".so"}; }

TEST(GpuMeter, CountsTheGpusThatTheProcessIsOn) {
    const GpuMeter meter(driver("fake_nvml_two_gpus"), ::getpid());
    EXPECT_EQ(meter.energy_refusal(), "");
    EXPECT_EQ(meter.memory_refusal(), "");
    EXPECT_EQ(meter.read_memory(), gibibytes(3));
    const auto before = meter.read_energy();
    ASSERT_THAT(before, SizeIs(2));
    // Each question costs the fake driver 1.5 J, and two lie between those for GPU 0.
    EXPECT_DOUBLE_EQ(meter.joules_between(before, meter.read_energy()).value(), 3.0);
}

TEST(GpuMeter, AGpuThatOthersUseIsNotThisProcesss) {
    const GpuMeter meter(driver("fake_nvml_two_gpus"), 2);
    const auto before = meter.read_energy();
    EXPECT_EQ(meter.joules_between(before, meter.read_energy()), std::nullopt);
    EXPECT_EQ(meter.read_memory(), std::nullopt);
    EXPECT_THAT(meter.energy_refusal(), HasSubstr("lists this process on no GPU"));
    EXPECT_THAT(meter.memory_refusal(), HasSubstr("lists this process on no GPU"));
}

TEST(GpuMeter, WithoutADriverThereIsAReason) {
    for (const auto& [name, reason] : {std::pair{"fake_nvml_no_gpu", "no NVIDIA GPU or driver"},
                                       std::pair{"there_is_none", "no NVIDIA GPU or driver"},
                                       std::pair{"fake_nvml_init_fails", "Driver Not Loaded"}}) {
        const GpuMeter meter(driver(name), ::getpid());
        EXPECT_THAT(meter.read_energy(), IsEmpty()) << name;
        EXPECT_EQ(meter.read_memory(), std::nullopt) << name;
        EXPECT_EQ(meter.joules_between({}, {}), std::nullopt) << name;
        EXPECT_THAT(meter.energy_refusal(), HasSubstr(reason)) << name;
        EXPECT_EQ(meter.memory_refusal(), meter.energy_refusal()) << name;
    }
}

TEST(GpuMeter, AnOldDriverTellsItself) {
    const GpuMeter meter(driver("fake_nvml_without_meters"), ::getpid());
    EXPECT_THAT(meter.energy_refusal(), HasSubstr("nvmlDeviceGetTotalEnergyConsumption"));
    EXPECT_THAT(meter.memory_refusal(), HasSubstr("nvmlDeviceGetComputeRunningProcesses"));
}

}  // namespace
}  // namespace inference_pio
