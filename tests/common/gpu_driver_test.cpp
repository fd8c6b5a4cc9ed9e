#include "common/gpu_driver.hpp"

#include <dlfcn.h>
#include <gmock/gmock.h>

#include "common/display_devices.hpp"
#include "common/nvml_driver.hpp"
#include "common/rocm_smi_driver.hpp"
#include "common/shared_library.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::string driver(const std::string& name) { return std::string(PIO_FAKE_DRIVER_DIR) + "/" + name + ".so"; }

const std::vector<std::string> kNotInstalled = {"libno-such-driver-anywhere.so.1"};

MachineFiles machine(const std::string& name) {
    return MachineFiles(std::string(PIO_TEST_DATA_DIR) + "/machines/" + name);
}

// Without a PCI bus: nobody can say whether a missing library withholds something.
MachineFiles no_bus() { return machine("no_sys"); }

GpuSurvey survey(const std::string& nvml, const std::string& rocm_smi) {
    GpuLibraries libraries{kNotInstalled, kNotInstalled};
    if (!nvml.empty()) libraries.nvml = {driver(nvml)};
    if (!rocm_smi.empty()) libraries.rocm_smi = {driver(rocm_smi)};
    return read_gpus(libraries, no_bus());
}

// Sessions that the driver still counts as open; the library is the one that the analyzer used if it is
// held open here meanwhile.
class HeldDriver {
public:
    explicit HeldDriver(const std::string& name) : handle_(::dlopen(driver(name).c_str(), RTLD_NOW)) {
        EXPECT_NE(handle_, nullptr) << ::dlerror();
    }
    ~HeldDriver() { ::dlclose(handle_); }
    HeldDriver(const HeldDriver&) = delete;
    HeldDriver& operator=(const HeldDriver&) = delete;

    [[nodiscard]] int open_sessions() const {
        return reinterpret_cast<int (*)()>(::dlsym(handle_, "fake_driver_open_sessions"))();
    }

private:
    void* handle_;
};

auto Withheld(const std::string& name, const std::string& reason) {
    return AllOf(Field(&UnavailableFact::name, name), Field(&UnavailableFact::reason, HasSubstr(reason)));
}

TEST(GpuDriver, ListsTheGpusOfBothVendors) {
    const GpuSurvey found = survey("fake_nvml_two_gpus", "fake_rocm_smi_two_gpus");
    EXPECT_THAT(found.gpus, ElementsAre(GpuProfile{"NVIDIA", "NVIDIA H100 80GB HBM3", mebibytes(81559), "550.54.15"},
                                        GpuProfile{"NVIDIA", "NVIDIA GeForce RTX 4090", mebibytes(24564), "550.54.15"},
                                        GpuProfile{"AMD", "AMD Instinct MI300X OAM", mebibytes(196592), "6.7.0"},
                                        GpuProfile{"AMD", "Radeon RX 7900 XTX", mebibytes(24560), "6.7.0"}));
    EXPECT_THAT(found.unavailable, IsEmpty());
}

TEST(GpuDriver, ADriverWithoutGpusWithholdsNothing) {
    const GpuSurvey found = survey("fake_nvml_no_gpu", "fake_rocm_smi_no_gpu");
    EXPECT_THAT(found.gpus, IsEmpty());
    EXPECT_THAT(found.unavailable, IsEmpty());
}

TEST(GpuDriver, ALibraryThatIsNotThereIsNamedWhereNobodyKnowsTheBus) {
    const GpuSurvey found = survey("", "");
    EXPECT_THAT(found.gpus, IsEmpty());
    EXPECT_THAT(found.unavailable, ElementsAre(Withheld("gpus.nvidia", kNotInstalled[0] + " is not installed"),
                                               Withheld("gpus.amd", kNotInstalled[0] + " is not installed")));
}

TEST(GpuDriver, AMissingLibraryMattersOnlyWhereTheBusHasSuchAGpu) {
    const GpuLibraries none{kNotInstalled, kNotInstalled};
    EXPECT_THAT(read_gpus(none, machine("epyc_vm")).unavailable, IsEmpty());
    EXPECT_THAT(read_gpus(none, machine("ryzen_desktop")).unavailable,
                ElementsAre(Withheld("gpus.nvidia", "(1 on the PCI bus)"), Withheld("gpus.amd", "(1 on the PCI bus)")));
}

TEST(GpuDriver, AnInitialisationThatFailsGivesTheDriversWords) {
    const GpuSurvey found = survey("fake_nvml_init_fails", "fake_rocm_smi_init_fails");
    EXPECT_THAT(found.gpus, IsEmpty());
    EXPECT_THAT(found.unavailable, ElementsAre(Withheld("gpus.nvidia", "nvmlInit_v2: Driver Not Loaded (code 9)"),
                                               Withheld("gpus.amd", "rsmi_init: RSMI_STATUS_INIT_ERROR")));
}

TEST(GpuDriver, ACodeWithoutWordsIsShownAsANumber) {
    const GpuSurvey found = survey("fake_nvml_count_fails", "fake_rocm_smi_count_fails");
    EXPECT_THAT(found.gpus, IsEmpty());
    EXPECT_THAT(found.unavailable,
                ElementsAre(Withheld("gpus.nvidia", "nvmlDeviceGetCount_v2: no explanation (code 999)"),
                            Withheld("gpus.amd", "rsmi_num_monitor_devices: no explanation (code 77)")));
}

TEST(GpuDriver, EveryValueThatADriverRefusesIsAbsentAndListed) {
    const GpuSurvey found = survey("fake_nvml_refuses", "fake_rocm_smi_refuses");
    EXPECT_THAT(found.gpus,
                ElementsAre(GpuProfile{"NVIDIA", "NVIDIA H100 80GB HBM3", std::nullopt, ""},
                            GpuProfile{"NVIDIA", "", std::nullopt, ""}, GpuProfile{"NVIDIA", "", mebibytes(24564), ""},
                            GpuProfile{"AMD", "", mebibytes(196592), ""},
                            GpuProfile{"AMD", "Radeon RX 7900 XTX", std::nullopt, ""}));
    EXPECT_THAT(
        found.unavailable,
        ElementsAre(
            Withheld("gpus[0].driver", "nvmlSystemGetDriverVersion"),
            Withheld("gpus[0].memory_total", "Not Supported (code 3)"),
            Withheld("gpus[1].driver", "nvmlSystemGetDriverVersion"), Withheld("gpus[1].name", "GPU is lost (code 15)"),
            Withheld("gpus[1].memory_total", "GPU is lost (code 15)"),
            Withheld("gpus[2].driver", "nvmlSystemGetDriverVersion"), Withheld("gpus[2].name", "nvmlDeviceGetName"),
            Withheld("gpus[3].driver", "rsmi_version_str_get"), Withheld("gpus[3].name", "RSMI_STATUS_NOT_SUPPORTED"),
            Withheld("gpus[4].driver", "rsmi_version_str_get"), Withheld("gpus[4].memory_total", "zero bytes")));
}

TEST(GpuDriver, AFunctionThatTheLibraryLacksIsNamed) {
    const GpuSurvey found = survey("fake_nvml_without_memory_function", "fake_rocm_smi_without_memory_function");
    EXPECT_THAT(found.gpus, IsEmpty());
    EXPECT_THAT(found.unavailable, ElementsAre(Withheld("gpus.nvidia", "has no function nvmlDeviceGetMemoryInfo"),
                                               Withheld("gpus.amd", "has no function rsmi_dev_memory_total_get")));
}

TEST(GpuDriver, ADriverThatCountsBeyondReasonIsNotBelieved) {
    const auto answers = read_nvidia_gpus({driver("fake_nvml_absurd_count")});
    ASSERT_FALSE(answers);
    EXPECT_EQ(answers.error().kind, ErrorKind::malformed);
    EXPECT_THAT(answers.error().message, HasSubstr("4000000000"));
}

TEST(GpuDriver, AFileThatIsNoLibraryIsAFaultAndNotAMissingDriver) {
    const auto answers = read_amd_gpus({PIO_SOURCE_DIR "/CMakeLists.txt"});
    ASSERT_FALSE(answers);
    EXPECT_EQ(answers.error().kind, ErrorKind::io);
    EXPECT_THAT(answers.error().message, HasSubstr("does not load"));
}

TEST(GpuDriver, TheFirstNameThatOpensIsTaken) {
    const auto library = SharedLibrary::open({kNotInstalled[0], driver("fake_nvml_no_gpu")});
    ASSERT_TRUE(library) << library.error().message;
    EXPECT_EQ(library->name(), driver("fake_nvml_no_gpu"));
}

TEST(GpuDriver, EverySessionIsClosedAlsoAfterAnError) {
    for (const char* name :
         {"fake_nvml_two_gpus", "fake_nvml_count_fails", "fake_nvml_refuses", "fake_nvml_init_fails"}) {
        const HeldDriver held(name);
        (void)read_nvidia_gpus({driver(name)});
        EXPECT_EQ(held.open_sessions(), 0) << name;
    }
    for (const char* name : {"fake_rocm_smi_two_gpus", "fake_rocm_smi_count_fails", "fake_rocm_smi_init_fails"}) {
        const HeldDriver held(name);
        (void)read_amd_gpus({driver(name)});
        EXPECT_EQ(held.open_sessions(), 0) << name;
    }
}

}  // namespace
}  // namespace inference_pio
