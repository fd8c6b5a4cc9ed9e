// Everything that is read around a sample, in one place: begin() just before it, end() just after.
//
// Reading is outside of what is timed: the wall clock is the last thing that begin() reads and the first
// that end() reads, and what a sample times itself lies between the two. What reading costs is the benchmark
// core/evidence_reading; docs/record_format.md states it. Whatever cannot be read is left out and has its
// reason in missing(); it changes no timing.
//
// Thread safety: belongs to the thread that measures.
#pragma once

#include <filesystem>
#include <inference_pio/units.hpp>
#include <optional>
#include <vector>

#include "common/clock.hpp"
#include "common/gpu_driver.hpp"
#include "telemetry/gpu_meter.hpp"
#include "telemetry/hardware_counters.hpp"
#include "telemetry/rapl_meter.hpp"
#include "telemetry/reasons.hpp"
#include "telemetry/surroundings.hpp"
#include "telemetry/thermal_state.hpp"

namespace inference_pio {

// Where evidence comes from. Tests put other folders, drivers, clocks and kernels in their place.
struct EvidenceSources {
    std::filesystem::path root = "/";  // where /proc and /sys lie
    std::vector<std::string> nvml_libraries = GpuLibraries{}.nvml;
    PerfCalls perf = kernel_perf_calls();
    Clock* clock = &machine_clock();
};

// This machine's; $PIO_EVIDENCE_ROOT is the root where it is set, which takes all that is not below it away.
[[nodiscard]] EvidenceSources evidence_sources_from_environment();

// What one sample was surrounded by.
struct SampleEvidence {
    // That of compute_evidence(), and instructions, cycles, llc_misses, frequency_hz, temperature_celsius,
    // throttle_count, cpu_energy_j, gpu_energy_j: those that this machine tells.
    Evidence evidence;
    std::optional<double> energy_j;   // of the processor packages and of the GPUs that this process is on: what is told
    std::optional<Bytes> gpu_memory;  // what this process holds on GPUs after the sample
};

class EvidenceReader {
public:
    explicit EvidenceReader(const EvidenceSources& sources = {});

    void begin();

    // After a begin().
    [[nodiscard]] SampleEvidence end();

    // Of the evidence above, and of the metrics energy, energy_per_token and gpu_peak_memory, those that
    // cannot be had here, now (a process may come onto a GPU), each with the reason.
    [[nodiscard]] Reasons missing();

private:
    struct Reading {
        Surroundings surroundings;
        HardwareCounters::Reading counters;
        std::vector<std::uint64_t> cpu_energy;
        std::vector<double> gpu_energy;
        std::optional<std::uint64_t> throttle_count;
    };

    SurroundingsReader surroundings_;
    HardwareCounters counters_;
    ThermalState thermal_;
    RaplMeter rapl_;
    GpuMeter gpus_;
    Reading before_;
};

}  // namespace inference_pio
