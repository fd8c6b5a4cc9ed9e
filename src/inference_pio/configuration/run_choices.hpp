// What a project chooses for its runs where the command line says nothing, and its named presets.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

struct Configuration;

// Absent: nothing is chosen.
struct RunChoices {
    std::vector<std::string> patterns = {};       // of presets: what they run
    std::optional<std::string> sampling = {};     // "quick", "standard", "thorough"
    std::optional<double> precision = {};         // in (0, 1)
    std::optional<Seconds> budget = {};           // > 0, of the whole run
    std::optional<Seconds> span = {};             // > 0
    std::optional<Seconds> timeout = {};          // > 0
    std::optional<std::string> engine = {};
    std::map<std::string, std::vector<std::string>> axes = {};  // values by axis, as `--param` takes them
    bool operator==(const RunChoices&) const = default;
};

// What a run takes: the environment over the preset over [run] and [axes]. `preset` empty: the configuration's own, or
// none. Errors: not_found for a preset that is not there, naming the nearest one.
[[nodiscard]] Result<RunChoices> choices_for(const Configuration& configuration, const std::string& preset);

}  // namespace inference_pio
