// What stands in a node of a TOML document, as the values that rules check.
//
// Pure. Thread-safe.
#pragma once

#include <toml++/toml.h>

#include <inference_pio/parameters.hpp>
#include <optional>
#include <string>

#include "configuration/value_rule.hpp"

namespace inference_pio {

[[nodiscard]] WrittenValue written_in(const toml::node& node);

// A value of an axis as `--param` takes it; nothing for what no axis has.
[[nodiscard]] std::optional<std::string> axis_value_in(const toml::node& node);

// A value of a command's parameter; nothing for what none has.
[[nodiscard]] std::optional<Value> parameter_value_in(const toml::node& node);

}  // namespace inference_pio
