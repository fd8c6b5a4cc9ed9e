#include "common/nvml_meter.hpp"

#include <algorithm>
#include <utility>

namespace inference_pio {

namespace {

constexpr NvmlStatus kNvmlNotSupported = 3;
constexpr NvmlStatus kNvmlInsufficientSize = 7;
constexpr unsigned kMostProcesses = 65536;
constexpr unsigned long long kMemoryNotAvailable = ~0ULL;  // NVML_VALUE_NOT_AVAILABLE: Windows below WSL
constexpr const char* kEnergyFunction = "nvmlDeviceGetTotalEnergyConsumption";

Error refusal(const NvmlSession& session, std::string_view function, NvmlStatus status) {
    return {
        status == kNvmlNotSupported ? ErrorKind::unsupported : ErrorKind::io, session.explain(function, status), {}};
}

Error no_function(const char* function) {
    return {ErrorKind::unsupported, std::string("the driver library has no ") + function, "update the driver"};
}

}  // namespace

Result<NvmlMeter> NvmlMeter::open(const std::vector<std::string>& library_names) {
    Result<NvmlSession> session = NvmlSession::open(library_names);
    if (!session) return fail(session.error());
    const Result<unsigned> count = session->count();
    if (!count) return fail(count.error());
    if (*count == 0) return fail(ErrorKind::not_found, "the driver lists no GPU");
    NvmlMeter meter(*std::move(session));
    for (unsigned index = 0; index < *count; ++index) {
        const Result<NvmlDevice> device = meter.session_.device(index);
        if (!device) return fail(device.error());
        meter.devices_.push_back(*device);
    }
    const SharedLibrary& library = meter.session_.library();
    if (!library.find(kEnergyFunction, meter.energy_)) meter.energy_ = nullptr;
    for (const char* name : {"nvmlDeviceGetComputeRunningProcesses_v3", "nvmlDeviceGetComputeRunningProcesses_v2"}) {
        if (!library.find(name, meter.processes_)) continue;
        meter.processes_name_ = name;
        break;
    }
    return meter;
}

Result<double> NvmlMeter::read_energy_j(unsigned index) const {
    if (energy_ == nullptr) return fail(no_function(kEnergyFunction));
    unsigned long long millijoules = 0;
    if (const NvmlStatus status = energy_(devices_.at(index), &millijoules); status != kNvmlSuccess) {
        return fail(refusal(session_, kEnergyFunction, status));
    }
    return static_cast<double>(millijoules) * 1e-3;
}

Result<std::optional<Bytes>> NvmlMeter::read_process_memory(unsigned index, pid_t process) const {
    if (processes_ == nullptr) return fail(no_function("nvmlDeviceGetComputeRunningProcesses"));
    std::vector<Process> list(16);
    unsigned count = 0;
    NvmlStatus status = kNvmlInsufficientSize;
    // Processes may come while the list is asked for: some room more than the driver said.
    while (status == kNvmlInsufficientSize && list.size() <= kMostProcesses) {
        count = static_cast<unsigned>(list.size());
        status = processes_(devices_.at(index), &count, list.data());
        if (status == kNvmlInsufficientSize) list.resize(std::max<std::size_t>(count, list.size()) * 2);
    }
    if (status != kNvmlSuccess) return fail(refusal(session_, processes_name_, status));
    std::optional<Bytes> held;
    for (unsigned i = 0; i < std::min<std::size_t>(count, list.size()); ++i) {
        if (list[i].pid != static_cast<unsigned>(process)) continue;
        if (list[i].used_memory == kMemoryNotAvailable) {
            return fail(ErrorKind::unsupported, processes_name_ + ": the driver does not say how much a process holds");
        }
        held = held.value_or(Bytes{}) + Bytes{list[i].used_memory};  // one entry for each slice of a shared GPU
    }
    return held;
}

}  // namespace inference_pio
