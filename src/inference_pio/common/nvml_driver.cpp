#include "common/nvml_driver.hpp"

#include <fmt/format.h>

#include <array>
#include <cstring>
#include <string_view>

#include "common/shared_library.hpp"
#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

// The part of NVML's binary interface that is called here. It is declared, not included, because the
// program is built where no driver is installed; NVIDIA keeps these functions stable.
using NvmlStatus = int;
constexpr NvmlStatus kNvmlSuccess = 0;
constexpr std::size_t kNvmlTextBytes = 96;  // NVML_DEVICE_NAME_V2_BUFFER_SIZE; the driver's version needs 80
constexpr unsigned kMostGpus = 1024;

struct NvmlMemory {
    unsigned long long total;
    unsigned long long free;
    unsigned long long used;
};

using NvmlDevice = void*;
using NvmlText = std::array<char, kNvmlTextBytes>;

struct Nvml {
    NvmlStatus (*init)() = nullptr;
    NvmlStatus (*shutdown)() = nullptr;
    const char* (*error_string)(NvmlStatus) = nullptr;
    NvmlStatus (*driver_version)(char*, unsigned) = nullptr;
    NvmlStatus (*count)(unsigned*) = nullptr;
    NvmlStatus (*handle)(unsigned, NvmlDevice*) = nullptr;
    NvmlStatus (*name)(NvmlDevice, char*, unsigned) = nullptr;
    NvmlStatus (*memory)(NvmlDevice, NvmlMemory*) = nullptr;
};

Result<Nvml> find_functions(const SharedLibrary& library) {
    Nvml nvml;
    return library.find("nvmlInit_v2", nvml.init)
        .and_then([&] { return library.find("nvmlShutdown", nvml.shutdown); })
        .and_then([&] { return library.find("nvmlErrorString", nvml.error_string); })
        .and_then([&] { return library.find("nvmlSystemGetDriverVersion", nvml.driver_version); })
        .and_then([&] { return library.find("nvmlDeviceGetCount_v2", nvml.count); })
        .and_then([&] { return library.find("nvmlDeviceGetHandleByIndex_v2", nvml.handle); })
        .and_then([&] { return library.find("nvmlDeviceGetName", nvml.name); })
        .and_then([&] { return library.find("nvmlDeviceGetMemoryInfo", nvml.memory); })
        .map([&] { return nvml; });
}

std::string explain(const Nvml& nvml, std::string_view function, NvmlStatus status) {
    const char* words = nvml.error_string(status);
    return fmt::format("{}: {} (code {})", function, words != nullptr ? words : "no explanation", status);
}

std::string text_of(const NvmlText& text) {
    return std::string(trim({text.data(), ::strnlen(text.data(), text.size())}));
}

GpuAnswer ask(const Nvml& nvml, unsigned index, const std::string& driver, const std::string& driver_refusal) {
    GpuAnswer answer;
    answer.gpu.vendor = "NVIDIA";
    answer.gpu.driver = driver;
    if (driver.empty()) answer.refused.push_back({"driver", driver_refusal});

    NvmlDevice device = nullptr;
    if (const NvmlStatus status = nvml.handle(index, &device); status != kNvmlSuccess) {
        // A GPU that fell off the bus still counts: the machine is not what it was.
        const std::string reason = explain(nvml, "nvmlDeviceGetHandleByIndex_v2", status);
        answer.refused.push_back({"name", reason});
        answer.refused.push_back({"memory_total", reason});
        return answer;
    }
    NvmlText name{};
    if (const NvmlStatus status = nvml.name(device, name.data(), kNvmlTextBytes); status == kNvmlSuccess) {
        answer.gpu.name = text_of(name);
    } else {
        answer.refused.push_back({"name", explain(nvml, "nvmlDeviceGetName", status)});
    }
    NvmlMemory memory{};
    const NvmlStatus status = nvml.memory(device, &memory);
    if (status == kNvmlSuccess && memory.total > 0) {
        answer.gpu.memory_total = Bytes{memory.total};
    } else {
        answer.refused.push_back({"memory_total", status == kNvmlSuccess
                                                      ? "nvmlDeviceGetMemoryInfo: the driver says zero bytes"
                                                      : explain(nvml, "nvmlDeviceGetMemoryInfo", status)});
    }
    return answer;
}

Result<std::vector<GpuAnswer>> ask_all(const Nvml& nvml) {
    unsigned count = 0;
    if (const NvmlStatus status = nvml.count(&count); status != kNvmlSuccess) {
        return fail(ErrorKind::io, explain(nvml, "nvmlDeviceGetCount_v2", status));
    }
    if (count > kMostGpus) return fail(ErrorKind::malformed, fmt::format("nvmlDeviceGetCount_v2 says {} GPUs", count));
    NvmlText version{};
    const NvmlStatus status = nvml.driver_version(version.data(), kNvmlTextBytes);
    const std::string driver = status == kNvmlSuccess ? text_of(version) : "";
    const std::string refusal = explain(nvml, "nvmlSystemGetDriverVersion", status);
    std::vector<GpuAnswer> answers;
    for (unsigned index = 0; index < count; ++index) answers.push_back(ask(nvml, index, driver, refusal));
    return answers;
}

}  // namespace

Result<std::vector<GpuAnswer>> read_nvidia_gpus(const std::vector<std::string>& library_names) {
    const Result<SharedLibrary> library = SharedLibrary::open(library_names);
    if (!library) return fail(library.error());
    const Result<Nvml> nvml = find_functions(*library);
    if (!nvml) return fail(nvml.error());
    if (const NvmlStatus status = nvml->init(); status != kNvmlSuccess) {
        return fail(ErrorKind::io, explain(*nvml, "nvmlInit_v2", status), "see what nvidia-smi says");
    }
    Result<std::vector<GpuAnswer>> answers = ask_all(*nvml);
    nvml->shutdown();
    return answers;
}

}  // namespace inference_pio
