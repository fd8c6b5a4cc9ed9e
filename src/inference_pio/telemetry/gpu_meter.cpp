#include "telemetry/gpu_meter.hpp"

#include <utility>

namespace inference_pio {
namespace {

constexpr const char* kNotOnGpu = "the driver lists this process on no GPU";

}  // namespace

GpuMeter::GpuMeter(const std::vector<std::string>& library_names, pid_t process) : process_(process) {
    Result<NvmlMeter> meter = NvmlMeter::open(library_names);
    if (meter) {
        meter_.emplace(*std::move(meter));
    } else if (meter.error().kind == ErrorKind::not_found) {
        refusal_ = "no NVIDIA GPU or driver";
    } else {
        refusal_ = "no answer of NVIDIA's driver: " + meter.error().message;
    }
}

std::vector<double> GpuMeter::read_energy() const {
    std::vector<double> energies;
    if (!meter_) return energies;
    for (unsigned gpu = 0; gpu < meter_->gpu_count(); ++gpu) {
        const Result<double> energy = meter_->read_energy_j(gpu);
        if (!energy) return {};
        energies.push_back(*energy);
    }
    return energies;
}

std::optional<double> GpuMeter::joules_between(const std::vector<double>& before,
                                               const std::vector<double>& after) const {
    if (!meter_ || before.size() != meter_->gpu_count() || after.size() != before.size()) return std::nullopt;
    double joules = 0;
    for (unsigned gpu = 0; gpu < meter_->gpu_count(); ++gpu) {
        const Result<std::optional<Bytes>> held = meter_->read_process_memory(gpu, process_);
        if (held && *held && after[gpu] >= before[gpu]) joules += after[gpu] - before[gpu];
    }
    return joules > 0 ? std::optional(joules) : std::nullopt;
}

std::optional<Bytes> GpuMeter::read_memory() const {
    std::optional<Bytes> sum;
    for (unsigned gpu = 0; meter_ && gpu < meter_->gpu_count(); ++gpu) {
        const Result<std::optional<Bytes>> held = meter_->read_process_memory(gpu, process_);
        if (held && *held) sum = sum.value_or(Bytes{}) + **held;
    }
    return sum;
}

std::string GpuMeter::energy_refusal() const {
    if (!meter_) return refusal_;
    for (unsigned gpu = 0; gpu < meter_->gpu_count(); ++gpu) {
        if (const Result<double> energy = meter_->read_energy_j(gpu); !energy) return energy.error().message;
    }
    return memory_refusal();
}

std::string GpuMeter::memory_refusal() const {
    if (!meter_) return refusal_;
    for (unsigned gpu = 0; gpu < meter_->gpu_count(); ++gpu) {
        const Result<std::optional<Bytes>> held = meter_->read_process_memory(gpu, process_);
        if (!held) return held.error().message;
        if (*held) return {};
    }
    return kNotOnGpu;
}

}  // namespace inference_pio
