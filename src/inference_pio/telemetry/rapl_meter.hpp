// Energy of the processor packages from RAPL, as the kernel's powercap class shows it (Intel and AMD both).
// A package's counter counts what everything on it spent, not this process alone; it is renewed about once
// a millisecond. Reading it needs root since kernel 5.10, because it can leak secrets (CVE-2020-8694).
//
// compute_ functions are pure. Thread safety: a RaplMeter belongs to one thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/machine_files.hpp"
#include "telemetry/counter_file.hpp"

namespace inference_pio {

class RaplMeter {
public:
    // `root`: where /sys lies.
    explicit RaplMeter(const std::filesystem::path& root);

    // Microjoules of each package; empty where any cannot be read.
    [[nodiscard]] std::vector<std::uint64_t> read();

    // Of all packages, in joules; nothing where a reading is empty or nothing was spent: no package spends
    // nothing, so the sample was shorter than the counter's step.
    [[nodiscard]] std::optional<double> joules_between(const std::vector<std::uint64_t>& before,
                                                       const std::vector<std::uint64_t>& after) const;

    // Why there is nothing to read; empty where there is.
    [[nodiscard]] std::string refusal();

private:
    struct Package {
        CounterFile energy;
        std::uint64_t range_uj = 0;  // the counter's largest value, after which it starts from 0
    };
    std::vector<Package> packages_;
};

// From `before` to `after` on a counter that starts anew after `range`; at most one round.
[[nodiscard]] std::uint64_t compute_wrapped_difference(std::uint64_t before, std::uint64_t after, std::uint64_t range);

}  // namespace inference_pio
