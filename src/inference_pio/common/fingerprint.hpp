// The fields behind compute_fingerprint, so that a refused comparison can name the one that differs.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/common/hardware_analyzer.hpp>
#include <string>
#include <vector>

namespace inference_pio {

struct FingerprintField {
    std::string name;   // "cpu.model"
    std::string value;  // "AMD EPYC"; empty where the machine does not say
    bool operator==(const FingerprintField&) const = default;
};

// In fixed order, the same names for every machine but for one "gpu" entry for each GPU.
//
// A processor's name is vague on virtual machines ("AMD EPYC" is five generations), so the instruction
// sets that decide inference speed belong to it. The container is not part of the machine; what it takes
// away (processors, memory) is.
[[nodiscard]] std::vector<FingerprintField> fingerprint_fields(const SystemProfile& profile);

// Names of the fields in which two machines differ; empty exactly if their fingerprints agree.
[[nodiscard]] std::vector<std::string> fingerprint_differences(const SystemProfile& a, const SystemProfile& b);

// The next size at or above `size` on a ladder of four even steps to each doubling (…, 16, 20, 24, 28, 32,
// 40, … GiB). What a kernel reports lies a few percent below the memory that is built in, and by how much
// changes with its version; rounding up to the ladder gives the built-in size back.
[[nodiscard]] Bytes memory_size_class(Bytes size);

}  // namespace inference_pio
