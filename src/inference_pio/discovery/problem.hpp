// A benchmark file that could not be used. The others go on.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>

namespace inference_pio {

struct DiscoveryProblem {
    std::filesystem::path file;
    std::string benchmark;  // the name under which its failure is recorded: "core/resize"
    std::string category;   // empty: none
    std::string model;      // the suite where it is a model's; empty otherwise
    Error error;

    bool operator==(const DiscoveryProblem&) const = default;
};

}  // namespace inference_pio
