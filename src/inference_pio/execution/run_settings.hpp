// What every case of a run is measured with. Stands in the journal, so that a resumed run goes on as
// it began.
//
// Thread safety: plain values.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <map>
#include <string>
#include <vector>

#include "execution/sampling_policy.hpp"

namespace inference_pio {

struct RunSettings {
    SamplingPolicy policy;
    Seconds timeout{120};  // of one prepare and of one sample, > 0
    std::uint64_t seed = 1;
    std::string engine = "llama_cpp";
    std::map<std::string, std::string> engine_options;
    std::map<std::string, std::string> files;  // "model", "projector", "prompt", "images": the user's
    bool user_checkpoint = false;              // files["model"] is there
    std::vector<int> cpus;                     // empty: all
    double injected_slowdown = 0;              // share of extra time, >= 0

    bool operator==(const RunSettings&) const = default;
};

}  // namespace inference_pio
