#include "common/gpu_driver.hpp"

#include <fmt/format.h>

#include "common/display_devices.hpp"
#include "common/nvml_driver.hpp"
#include "common/rocm_smi_driver.hpp"

namespace inference_pio {

namespace {

// `on_bus`: GPUs of that vendor on the PCI bus; absent where nobody can tell.
void add_gpus(GpuSurvey& survey, std::string_view vendor, const Result<std::vector<GpuAnswer>>& answers,
              std::optional<int> on_bus) {
    if (!answers) {
        if (answers.error().kind == ErrorKind::not_found && on_bus == 0) return;
        const std::string seen = on_bus.value_or(0) > 0 ? fmt::format(" ({} on the PCI bus)", *on_bus) : "";
        survey.unavailable.push_back({fmt::format("gpus.{}", vendor), answers.error().message + seen});
        return;
    }
    for (const GpuAnswer& answer : *answers) {
        for (const UnavailableFact& refused : answer.refused) {
            survey.unavailable.push_back(
                {fmt::format("gpus[{}].{}", survey.gpus.size(), refused.name), refused.reason});
        }
        survey.gpus.push_back(answer.gpu);
    }
}

}  // namespace

GpuSurvey read_gpus(const GpuLibraries& libraries, const MachineFiles& files) {
    GpuSurvey survey;
    add_gpus(survey, "nvidia", read_nvidia_gpus(libraries.nvml), count_display_devices(files, kPciVendorNvidia));
    add_gpus(survey, "amd", read_amd_gpus(libraries.rocm_smi), count_display_devices(files, kPciVendorAmd));
    return survey;
}

}  // namespace inference_pio
