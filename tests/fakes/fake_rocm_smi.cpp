// A driver library with the functions of ROCm SMI that the hardware analyzer calls. What it answers is
// chosen when it is compiled, as in fake_nvml.cpp; FAKE_REFUSES: GPU 0 has no name, GPU 1 says that it
// has no memory, and there is no version.
#include <cstddef>
#include <cstdint>
#include <cstdio>

#ifndef FAKE_INIT_STATUS
#define FAKE_INIT_STATUS 0
#endif
#ifndef FAKE_COUNT_STATUS
#define FAKE_COUNT_STATUS 0
#endif
#ifdef FAKE_REFUSES
constexpr bool kRefuses = true;
#else
constexpr bool kRefuses = false;
#endif

namespace {

constexpr std::uint32_t kNotSupported = 2;
constexpr std::uint32_t kInvalidArguments = 1;

int open_sessions = 0;

}  // namespace

extern "C" {

int fake_driver_open_sessions() { return open_sessions; }

std::uint32_t rsmi_init(std::uint64_t) {
    if (FAKE_INIT_STATUS == 0) ++open_sessions;
    return FAKE_INIT_STATUS;
}

std::uint32_t rsmi_shut_down() {
    --open_sessions;
    return 0;
}

std::uint32_t rsmi_status_string(std::uint32_t status, const char** words) {
    switch (status) {
        case kNotSupported:
            *words = "RSMI_STATUS_NOT_SUPPORTED: This function is not supported";
            return 0;
        case 8:
            *words = "RSMI_STATUS_INIT_ERROR: An error occurred during initialization";
            return 0;
        default:
            return kInvalidArguments;
    }
}

std::uint32_t rsmi_num_monitor_devices(std::uint32_t* count) {
    *count = FAKE_GPU_COUNT;
    return FAKE_COUNT_STATUS;
}

std::uint32_t rsmi_dev_name_get(std::uint32_t index, char* name, std::size_t length) {
    if (kRefuses && index == 0) return kNotSupported;
    std::snprintf(name, length, "%s", index == 0 ? "AMD Instinct MI300X OAM" : "Radeon RX 7900 XTX");
    return 0;
}

#ifndef FAKE_WITHOUT_MEMORY_FUNCTION
std::uint32_t rsmi_dev_memory_total_get(std::uint32_t index, std::uint32_t memory_type, std::uint64_t* total) {
    if (memory_type != 0) return kInvalidArguments;
    const std::uint64_t mebibytes = index == 0 ? 196592 : 24560;
    *total = kRefuses && index == 1 ? 0 : mebibytes << 20U;
    return 0;
}
#endif

std::uint32_t rsmi_version_str_get(std::uint32_t component, char* version, std::uint32_t length) {
    if (component != 0 || kRefuses) return kNotSupported;
    std::snprintf(version, length, "6.7.0");
    return 0;
}
}
