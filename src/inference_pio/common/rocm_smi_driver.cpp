#include "common/rocm_smi_driver.hpp"

#include <fmt/format.h>

#include <array>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "common/shared_library.hpp"
#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

// The part of ROCm SMI's binary interface that is called here (rocm_smi/rocm_smi.h); declared, not
// included, because the program is built where ROCm is not installed.
using RsmiStatus = std::uint32_t;
constexpr RsmiStatus kRsmiSuccess = 0;
constexpr std::uint32_t kRsmiComponentDriver = 0;  // RSMI_SW_COMP_DRIVER
constexpr std::uint32_t kRsmiMemoryVram = 0;       // RSMI_MEM_TYPE_VRAM
constexpr std::uint32_t kMostGpus = 1024;

using RsmiText = std::array<char, 256>;

struct RocmSmi {
    RsmiStatus (*init)(std::uint64_t) = nullptr;
    RsmiStatus (*shut_down)() = nullptr;
    RsmiStatus (*status_string)(RsmiStatus, const char**) = nullptr;
    RsmiStatus (*count)(std::uint32_t*) = nullptr;
    RsmiStatus (*name)(std::uint32_t, char*, std::size_t) = nullptr;
    RsmiStatus (*memory_total)(std::uint32_t, std::uint32_t, std::uint64_t*) = nullptr;
    RsmiStatus (*version)(std::uint32_t, char*, std::uint32_t) = nullptr;
};

Result<RocmSmi> find_functions(const SharedLibrary& library) {
    RocmSmi rocm;
    return library.find("rsmi_init", rocm.init)
        .and_then([&] { return library.find("rsmi_shut_down", rocm.shut_down); })
        .and_then([&] { return library.find("rsmi_status_string", rocm.status_string); })
        .and_then([&] { return library.find("rsmi_num_monitor_devices", rocm.count); })
        .and_then([&] { return library.find("rsmi_dev_name_get", rocm.name); })
        .and_then([&] { return library.find("rsmi_dev_memory_total_get", rocm.memory_total); })
        .and_then([&] { return library.find("rsmi_version_str_get", rocm.version); })
        .map([&] { return rocm; });
}

std::string explain(const RocmSmi& rocm, std::string_view function, RsmiStatus status) {
    const char* words = nullptr;
    const bool known = rocm.status_string(status, &words) == kRsmiSuccess && words != nullptr;
    return fmt::format("{}: {} (code {})", function, known ? words : "no explanation", status);
}

std::string text_of(const RsmiText& text) {
    return std::string(trim({text.data(), ::strnlen(text.data(), text.size())}));
}

GpuAnswer ask(const RocmSmi& rocm, std::uint32_t index, const std::string& driver, const std::string& driver_refusal) {
    GpuAnswer answer;
    answer.gpu.vendor = "AMD";
    answer.gpu.driver = driver;
    if (driver.empty()) answer.refused.push_back({"driver", driver_refusal});

    RsmiText name{};
    if (const RsmiStatus status = rocm.name(index, name.data(), name.size()); status == kRsmiSuccess) {
        answer.gpu.name = text_of(name);
    } else {
        answer.refused.push_back({"name", explain(rocm, "rsmi_dev_name_get", status)});
    }
    std::uint64_t total = 0;
    const RsmiStatus status = rocm.memory_total(index, kRsmiMemoryVram, &total);
    if (status == kRsmiSuccess && total > 0) {
        answer.gpu.memory_total = Bytes{total};
    } else {
        answer.refused.push_back({"memory_total", status == kRsmiSuccess
                                                      ? "rsmi_dev_memory_total_get: the driver says zero bytes"
                                                      : explain(rocm, "rsmi_dev_memory_total_get", status)});
    }
    return answer;
}

Result<std::vector<GpuAnswer>> ask_all(const RocmSmi& rocm) {
    std::uint32_t count = 0;
    if (const RsmiStatus status = rocm.count(&count); status != kRsmiSuccess) {
        return fail(ErrorKind::io, explain(rocm, "rsmi_num_monitor_devices", status));
    }
    if (count > kMostGpus)
        return fail(ErrorKind::malformed, fmt::format("rsmi_num_monitor_devices says {} GPUs", count));
    RsmiText version{};
    const RsmiStatus status =
        rocm.version(kRsmiComponentDriver, version.data(), static_cast<std::uint32_t>(version.size()));
    const std::string driver = status == kRsmiSuccess ? text_of(version) : "";
    const std::string refusal = explain(rocm, "rsmi_version_str_get", status);
    std::vector<GpuAnswer> answers;
    for (std::uint32_t index = 0; index < count; ++index) answers.push_back(ask(rocm, index, driver, refusal));
    return answers;
}

}  // namespace

Result<std::vector<GpuAnswer>> read_amd_gpus(const std::vector<std::string>& library_names) {
    const Result<SharedLibrary> library = SharedLibrary::open(library_names);
    if (!library) return fail(library.error());
    const Result<RocmSmi> rocm = find_functions(*library);
    if (!rocm) return fail(rocm.error());
    if (const RsmiStatus status = rocm->init(0); status != kRsmiSuccess) {
        return fail(ErrorKind::io, explain(*rocm, "rsmi_init", status), "see what rocm-smi says");
    }
    Result<std::vector<GpuAnswer>> answers = ask_all(*rocm);
    rocm->shut_down();
    return answers;
}

}  // namespace inference_pio
