// A driver library with the functions of NVML that the hardware analyzer calls. What it answers is chosen
// when it is compiled (CMakeLists.txt):
//     FAKE_GPU_COUNT                how many GPUs it lists
//     FAKE_INIT_STATUS              what nvmlInit_v2 returns
//     FAKE_COUNT_STATUS             what nvmlDeviceGetCount_v2 returns
//     FAKE_REFUSES                  GPU 0 has no memory of its own, GPU 1 is lost, GPU 2 has no name; no version
//     FAKE_WITHOUT_MEMORY_FUNCTION  an old library that lacks nvmlDeviceGetMemoryInfo
//     FAKE_WITHOUT_METERS           an old library that knows neither energy nor processes
// Each question for energy is answered with 1.5 J more than the one before. Of the processes, this one is on
// GPU 0 alone, last of many, with two slices of 1 GiB and 2 GiB.
#include <unistd.h>

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

constexpr int kNotSupported = 3;
constexpr int kInsufficientSize = 7;
constexpr int kGpuIsLost = 15;
constexpr int kUnknown = 999;

int open_sessions = 0;

struct Memory {
    unsigned long long total, free, used;
};

struct Process {
    unsigned pid;
    unsigned long long used_memory;
    unsigned gpu_instance, compute_instance;
};

[[maybe_unused]] unsigned long long spent_millijoules = 1000;

std::uintptr_t index_of(const void* device) { return reinterpret_cast<std::uintptr_t>(device) - 1; }

}  // namespace

extern "C" {

// For tests: 0 when every successful nvmlInit_v2 met its nvmlShutdown.
int fake_driver_open_sessions() { return open_sessions; }

int nvmlInit_v2() {
    if (FAKE_INIT_STATUS == 0) ++open_sessions;
    return FAKE_INIT_STATUS;
}

int nvmlShutdown() {
    --open_sessions;
    return 0;
}

const char* nvmlErrorString(int status) {
    switch (status) {
        case kNotSupported:
            return "Not Supported";
        case 9:
            return "Driver Not Loaded";
        case kGpuIsLost:
            return "GPU is lost";
        default:
            return nullptr;  // a code that this version of the library has no words for
    }
}

int nvmlSystemGetDriverVersion(char* version, unsigned length) {
    if (kRefuses) return kUnknown;
    std::snprintf(version, length, "550.54.15");
    return 0;
}

int nvmlDeviceGetCount_v2(unsigned* count) {
    *count = FAKE_GPU_COUNT;
    return FAKE_COUNT_STATUS;
}

int nvmlDeviceGetHandleByIndex_v2(unsigned index, void** device) {
    if (kRefuses && index == 1) return kGpuIsLost;
    *device = reinterpret_cast<void*>(static_cast<std::uintptr_t>(index) + 1);
    return 0;
}

int nvmlDeviceGetName(void* device, char* name, unsigned length) {
    if (kRefuses && index_of(device) == 2) return kUnknown;
    std::snprintf(name, length, "%s", index_of(device) == 0 ? "NVIDIA H100 80GB HBM3" : "NVIDIA GeForce RTX 4090");
    return 0;
}

#ifndef FAKE_WITHOUT_MEMORY_FUNCTION
int nvmlDeviceGetMemoryInfo(void* device, Memory* memory) {
    if (kRefuses && index_of(device) == 0) return kNotSupported;
    const unsigned long long mebibytes = index_of(device) == 0 ? 81559 : 24564;
    *memory = {mebibytes << 20U, mebibytes << 19U, mebibytes << 19U};
    return 0;
}
#endif

#ifndef FAKE_WITHOUT_METERS
int nvmlDeviceGetTotalEnergyConsumption(void* device, unsigned long long* millijoules) {
    if (kRefuses && index_of(device) == 0) return kNotSupported;
    *millijoules = spent_millijoules += 1500;
    return 0;
}

int nvmlDeviceGetComputeRunningProcesses_v3(void* device, unsigned* count, Process* processes) {
    if (kRefuses && index_of(device) == 0) return kNotSupported;
    constexpr unsigned kListed = 40;
    const unsigned room = *count;
    *count = kListed;
    if (room < kListed) return kInsufficientSize;
    const bool holds = index_of(device) == 0;
    for (unsigned i = 0; i < kListed; ++i) processes[i] = {1, 7, 0, 0};
    if (!holds) return 0;
    const auto own = static_cast<unsigned>(getpid());
    processes[kListed - 2] = {own, 1ULL << 30U, 0, 0};
    processes[kListed - 1] = {own, 2ULL << 30U, 1, 0};
    return 0;
}
#endif
}
