#include "telemetry/evidence_reader.hpp"

#include <unistd.h>

#include <cstdlib>
#include <utility>

namespace inference_pio {

EvidenceSources evidence_sources_from_environment() {
    EvidenceSources sources;
    if (const char* const root = std::getenv("PIO_EVIDENCE_ROOT"); root != nullptr && *root != '\0') {
        sources.root = root;
    }
    return sources;
}

EvidenceReader::EvidenceReader(const EvidenceSources& sources)
    : surroundings_(sources.root, *sources.clock),
      counters_(MachineFiles(sources.root), sources.perf),
      thermal_(sources.root),
      rapl_(sources.root),
      gpus_(sources.nvml_libraries, ::getpid()) {}

// The slow and general first, what grows with the sample itself last: the files' own cost is in none of it.
void EvidenceReader::begin() {
    surroundings_.read_counters(before_.surroundings);
    before_.throttle_count = thermal_.read_throttle_count();
    before_.gpu_energy = gpus_.read_energy();
    before_.cpu_energy = rapl_.read();
    before_.counters = counters_.read();
    surroundings_.read_clocks_before(before_.surroundings);
}

SampleEvidence EvidenceReader::end() {
    Reading after;
    surroundings_.read_clocks_after(after.surroundings);
    after.counters = counters_.read();
    after.cpu_energy = rapl_.read();
    after.gpu_energy = gpus_.read_energy();
    const std::optional<double> frequency = thermal_.read_frequency_hz();
    after.throttle_count = thermal_.read_throttle_count();
    surroundings_.read_counters(after.surroundings);

    SampleEvidence sample;
    Evidence& evidence = sample.evidence;
    evidence = compute_evidence(before_.surroundings, after.surroundings);
    for (auto& [name, count] : counters_.counts_between(before_.counters, after.counters)) evidence[name] = count;
    if (frequency) evidence["frequency_hz"] = *frequency;
    if (const auto celsius = thermal_.read_temperature_celsius()) evidence["temperature_celsius"] = *celsius;
    if (before_.throttle_count && after.throttle_count && *after.throttle_count >= *before_.throttle_count) {
        evidence["throttle_count"] = static_cast<double>(*after.throttle_count - *before_.throttle_count);
    }
    if (const auto joules = rapl_.joules_between(before_.cpu_energy, after.cpu_energy)) {
        evidence["cpu_energy_j"] = *joules;
        sample.energy_j = *joules;
    }
    if (const auto joules = gpus_.joules_between(before_.gpu_energy, after.gpu_energy)) {
        evidence["gpu_energy_j"] = *joules;
        sample.energy_j = sample.energy_j.value_or(0) + *joules;
    }
    sample.gpu_memory = gpus_.read_memory();
    return sample;
}

Reasons EvidenceReader::missing() {
    Reasons reasons = surroundings_.missing();
    reasons.merge(Reasons(counters_.missing()));
    reasons.merge(thermal_.missing());
    const std::string no_rapl = rapl_.refusal();
    const std::string no_gpu = gpus_.energy_refusal();
    if (!no_rapl.empty()) reasons["cpu_energy_j"] = no_rapl;
    if (!no_gpu.empty()) reasons["gpu_energy_j"] = no_gpu;
    if (!no_rapl.empty() && !no_gpu.empty()) {
        reasons["energy"] = no_rapl + "; " + no_gpu;
        reasons["energy_per_token"] = reasons["energy"];
    }
    if (const std::string no_memory = gpus_.memory_refusal(); !no_memory.empty()) {
        reasons["gpu_peak_memory"] = no_memory;
    }
    return reasons;
}

}  // namespace inference_pio
