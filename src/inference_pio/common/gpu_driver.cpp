#include "common/gpu_driver.hpp"

#include <fmt/format.h>

#include "common/nvml_driver.hpp"
#include "common/rocm_smi_driver.hpp"

namespace inference_pio {

namespace {

void add_gpus(GpuSurvey& survey, std::string_view vendor, const Result<std::vector<GpuAnswer>>& answers) {
    if (!answers) {
        survey.unavailable.push_back({fmt::format("gpus.{}", vendor), answers.error().message});
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

GpuSurvey read_gpus(const GpuLibraries& libraries) {
    GpuSurvey survey;
    add_gpus(survey, "nvidia", read_nvidia_gpus(libraries.nvml));
    add_gpus(survey, "amd", read_amd_gpus(libraries.rocm_smi));
    return survey;
}

}  // namespace inference_pio
