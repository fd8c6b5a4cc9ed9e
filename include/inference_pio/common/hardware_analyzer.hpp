// The hardware analyzer: where a benchmark ran, so that results can be compared.
//
//     const SystemProfile profile = get_system_profile();
//
// A value that this machine withholds is absent (std::nullopt or empty), never zero. Reading takes
// some milliseconds and never fails: what cannot be read is listed in `unavailable` with the reason.
//
// Thread safety: get_system_profile() may be called from any thread.
#pragma once

#include <cstdint>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <vector>

namespace inference_pio {

struct CacheLevel {
    int level = 0;         // 1 … 4
    std::string kind;      // "data", "instruction", "unified"
    Bytes size;            // of one instance
    int instances = 0;
    bool operator==(const CacheLevel&) const = default;
};

struct CpuProfile {
    std::string vendor;  // "GenuineIntel", "AuthenticAMD", "ARM", "Apple"; empty: unknown
    std::string model;   // "AMD EPYC"
    std::string architecture;  // "x86_64", "aarch64"
    std::optional<int> sockets;
    std::optional<int> cores;      // physical
    int threads = 0;               // logical, of the machine
    int threads_available = 0;     // logical, that this process may use
    std::optional<int> numa_nodes;
    std::vector<CacheLevel> caches;
    std::vector<std::string> instruction_sets;  // those that matter to inference, sorted: "avx2", "avx512_vnni", "amx_int8", "sve"
    std::optional<double> frequency_max_hz;
    std::optional<double> frequency_current_hz;
    std::optional<std::string> governor;
    bool operator==(const CpuProfile&) const = default;
};

struct MemoryProfile {
    std::optional<Bytes> total;
    std::optional<Bytes> available;
    std::optional<Bytes> swap_total;
    std::optional<Bytes> cgroup_limit;         // absent: no limit
    std::optional<Bytes> huge_page_size;
    std::optional<std::int64_t> huge_pages_total;
    std::optional<std::string> transparent_huge_pages;  // "always", "madvise", "never"
    bool operator==(const MemoryProfile&) const = default;
};

struct GpuProfile {
    std::string vendor;  // "NVIDIA", "AMD"
    std::string name;
    std::optional<Bytes> memory_total;
    std::string driver;
    bool operator==(const GpuProfile&) const = default;
};

struct SystemSoftware {
    std::string system;          // "Linux"
    std::string distribution;    // "Debian GNU/Linux 12 (bookworm)"
    std::string family;          // of the distribution: "debian"
    std::string kernel;          // "6.1.0-26-amd64"
    std::string virtualisation;  // "none", "kvm", "vmware", "wsl", …; empty: unknown
    std::string container;       // "none", "docker", "podman", "lxc", …; empty: unknown
    bool operator==(const SystemSoftware&) const = default;
};

// How this program itself was built.
struct BuildProfile {
    std::string compiler;  // "GNU 12.2.0"
    std::string build_type;
    std::string flags;
    std::string version;  // of piobench
    bool operator==(const BuildProfile&) const = default;
};

struct UnavailableFact {
    std::string name;    // "cpu.governor"
    std::string reason;  // "/sys/devices/system/cpu/cpu0/cpufreq does not exist"
    bool operator==(const UnavailableFact&) const = default;
};

struct SystemProfile {
    std::string fingerprint;  // 16 hexadecimal digits, see compute_fingerprint
    CpuProfile cpu;
    MemoryProfile memory;
    std::vector<GpuProfile> gpus;
    SystemSoftware software;
    BuildProfile build;
    std::vector<UnavailableFact> unavailable;
    bool operator==(const SystemProfile&) const = default;
};

[[nodiscard]] SystemProfile get_system_profile();

// Two runs may be compared only where this agrees: CPU model and counts, memory size class, GPUs,
// operating system family, virtualisation. What flutters (clocks, free memory, kernel patch level)
// is not in it. Source: docs/measurement.md, section 5. Pure.
[[nodiscard]] std::string compute_fingerprint(const SystemProfile& profile);

}  // namespace inference_pio
