#include "common/nvml_driver.hpp"

#include <array>
#include <cstring>
#include <string_view>

#include "common/nvml_session.hpp"
#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

constexpr std::size_t kNvmlTextBytes = 96;  // NVML_DEVICE_NAME_V2_BUFFER_SIZE; the driver's version needs 80

struct NvmlMemory {
    unsigned long long total;
    unsigned long long free;
    unsigned long long used;
};

using NvmlText = std::array<char, kNvmlTextBytes>;

struct NvmlFunctions {
    NvmlStatus (*driver_version)(char*, unsigned) = nullptr;
    NvmlStatus (*name)(NvmlDevice, char*, unsigned) = nullptr;
    NvmlStatus (*memory)(NvmlDevice, NvmlMemory*) = nullptr;
};

Result<NvmlFunctions> find_functions(const SharedLibrary& library) {
    NvmlFunctions functions;
    return library.find("nvmlSystemGetDriverVersion", functions.driver_version)
        .and_then([&] { return library.find("nvmlDeviceGetName", functions.name); })
        .and_then([&] { return library.find("nvmlDeviceGetMemoryInfo", functions.memory); })
        .map([&] { return functions; });
}

std::string text_of(const NvmlText& text) {
    return std::string(trim({text.data(), ::strnlen(text.data(), text.size())}));
}

GpuAnswer ask(const NvmlSession& session, const NvmlFunctions& nvml, unsigned index, const std::string& driver,
              const std::string& driver_refusal) {
    GpuAnswer answer;
    answer.gpu.vendor = "NVIDIA";
    answer.gpu.driver = driver;
    if (driver.empty()) answer.refused.push_back({"driver", driver_refusal});

    const Result<NvmlDevice> device = session.device(index);
    if (!device) {
        // A GPU that fell off the bus still counts: the machine is not what it was.
        answer.refused.push_back({"name", device.error().message});
        answer.refused.push_back({"memory_total", device.error().message});
        return answer;
    }
    NvmlText name{};
    if (const NvmlStatus status = nvml.name(*device, name.data(), kNvmlTextBytes); status == kNvmlSuccess) {
        answer.gpu.name = text_of(name);
    } else {
        answer.refused.push_back({"name", session.explain("nvmlDeviceGetName", status)});
    }
    NvmlMemory memory{};
    const NvmlStatus status = nvml.memory(*device, &memory);
    if (status == kNvmlSuccess && memory.total > 0) {
        answer.gpu.memory_total = Bytes{memory.total};
    } else {
        answer.refused.push_back({"memory_total", status == kNvmlSuccess
                                                      ? "nvmlDeviceGetMemoryInfo: the driver says zero bytes"
                                                      : session.explain("nvmlDeviceGetMemoryInfo", status)});
    }
    return answer;
}

}  // namespace

Result<std::vector<GpuAnswer>> read_nvidia_gpus(const std::vector<std::string>& library_names) {
    const Result<NvmlSession> session = NvmlSession::open(library_names);
    if (!session) return fail(session.error());
    const Result<NvmlFunctions> nvml = find_functions(session->library());
    if (!nvml) return fail(nvml.error());
    const Result<unsigned> count = session->count();
    if (!count) return fail(count.error());
    NvmlText version{};
    const NvmlStatus status = nvml->driver_version(version.data(), kNvmlTextBytes);
    const std::string driver = status == kNvmlSuccess ? text_of(version) : "";
    const std::string refusal = session->explain("nvmlSystemGetDriverVersion", status);
    std::vector<GpuAnswer> answers;
    for (unsigned index = 0; index < *count; ++index) {
        answers.push_back(ask(*session, *nvml, index, driver, refusal));
    }
    return answers;
}

}  // namespace inference_pio
