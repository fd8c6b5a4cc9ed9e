#include "common/fingerprint.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <string_view>

#include "common/text_fields.hpp"

namespace inference_pio {

namespace {

// Frozen: a name added here would part every machine that has it from its own history. New names of
// instruction_sets.cpp therefore stay out.
constexpr std::array<std::string_view, 19> kDecisiveInstructionSets{
    "amx_bf16", "amx_int8", "avx",      "avx2", "avx512_bf16", "avx512_fp16", "avx512_vnni",
    "avx512bw", "avx512f",  "avx_vnni", "bf16", "dotprod",     "f16c",        "fma",
    "i8mm",     "neon",     "rvv",      "sve",  "sve2"};

std::string number(const std::optional<int>& value) { return value ? fmt::format("{}", *value) : ""; }

// 64-bit FNV-1a (Fowler, Noll, Vo), then a finalizer that spreads the last bytes over all digits.
std::uint64_t hash(std::string_view text) {
    std::uint64_t state = 0xcbf29ce484222325U;
    for (const char letter : text) state = (state ^ static_cast<unsigned char>(letter)) * 0x100000001b3U;
    state = (state ^ (state >> 33U)) * 0xff51afd7ed558ccdU;
    return state ^ (state >> 33U);
}

std::string decisive_sets(const std::vector<std::string>& sets) {
    std::vector<std::string_view> decisive;
    for (const std::string_view name : kDecisiveInstructionSets) {
        if (std::find(sets.begin(), sets.end(), name) != sets.end()) decisive.push_back(name);
    }
    return fmt::format("{}", fmt::join(decisive, ","));
}

// What the process can use: the built-in memory, or less where a control group says so.
std::string memory_class(const MemoryProfile& memory) {
    std::optional<Bytes> usable = memory.total;
    if (memory.cgroup_limit && (!usable || *memory.cgroup_limit < *usable)) usable = memory.cgroup_limit;
    return usable ? fmt::format("{}", memory_size_class(*usable).count) : "";
}

std::vector<std::string> gpu_values(const std::vector<GpuProfile>& gpus) {
    std::vector<std::string> values;
    for (const GpuProfile& gpu : gpus) {
        values.push_back(fmt::format("{} {} {}", gpu.vendor, collapse_spaces(gpu.name),
                                     gpu.memory_total ? memory_size_class(*gpu.memory_total).count : 0));
    }
    std::sort(values.begin(), values.end());  // the order in which a driver lists them may change with a boot
    return values;
}

}  // namespace

Bytes memory_size_class(Bytes size) {
    if (size.count <= 4) return size;
    // One step is an eighth of the next power of two above: four of them fill the octave below it.
    const std::uint64_t octave = std::bit_floor(size.count - 1);  // size lies in (octave, 2 octave]
    const std::uint64_t step = std::max<std::uint64_t>(octave / 4, 1);
    const std::uint64_t steps = (size.count - octave + step - 1) / step;
    return Bytes{octave + steps * step};
}

std::vector<FingerprintField> fingerprint_fields(const SystemProfile& profile) {
    const CpuProfile& cpu = profile.cpu;
    std::vector<FingerprintField> fields{
        {"cpu.architecture", cpu.architecture},     {"cpu.vendor", cpu.vendor},
        {"cpu.model", collapse_spaces(cpu.model)},  {"cpu.instruction_sets", decisive_sets(cpu.instruction_sets)},
        {"cpu.sockets", number(cpu.sockets)},       {"cpu.cores", number(cpu.cores)},
        {"cpu.threads", number(cpu.threads)},       {"cpu.threads_available", number(cpu.threads_available)},
        {"cpu.numa_nodes", number(cpu.numa_nodes)}, {"memory.size_class", memory_class(profile.memory)},
    };
    for (std::string& gpu : gpu_values(profile.gpus)) fields.push_back({"gpu", std::move(gpu)});
    fields.push_back({"software.system", profile.software.system});
    fields.push_back({"software.family", profile.software.family});
    fields.push_back({"software.virtualisation", profile.software.virtualisation});
    return fields;
}

std::vector<std::string> fingerprint_differences(const SystemProfile& a, const SystemProfile& b) {
    std::vector<FingerprintField> left = fingerprint_fields(a);
    std::vector<FingerprintField> right = fingerprint_fields(b);
    std::vector<std::string> names;
    const auto all = [&](const std::vector<FingerprintField>& from, const std::vector<FingerprintField>& other) {
        for (const FingerprintField& field : from) {
            const bool same =
                std::count(from.begin(), from.end(), field) == std::count(other.begin(), other.end(), field);
            const bool named = std::find(names.begin(), names.end(), field.name) != names.end();
            if (!same && !named) names.push_back(field.name);
        }
    };
    all(left, right);
    all(right, left);
    return names;
}

std::string compute_fingerprint(const SystemProfile& profile) {
    std::string text;
    for (const FingerprintField& field : fingerprint_fields(profile)) {
        // Lengths first: no value can imitate a neighbour's border.
        text += fmt::format("{}={}:{}\n", field.name, field.value.size(), field.value);
    }
    return fmt::format("{:016x}", hash(text));
}

}  // namespace inference_pio
