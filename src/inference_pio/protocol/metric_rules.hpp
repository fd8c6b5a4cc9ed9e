// What a worker may report as a metric; checked on both sides of the protocol.
//
// Pure. Thread-safe.
#pragma once

#include <functional>
#include <inference_pio/result.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// snake_case: a letter, then letters, digits and underscores, all of them small; at most 64. A metric that another
// tool defines has that tool's name before it, "llama_bench.pp512": two such words with a dot between.
[[nodiscard]] bool is_metric_name(std::string_view name);

// malformed, naming the metric, for a name that is none, a number that is not finite, or no number.
[[nodiscard]] Result<void> check_metrics(const std::map<std::string, std::vector<double>, std::less<>>& metrics);
[[nodiscard]] Result<void> check_metrics(const std::map<std::string, double, std::less<>>& metrics);

// The name that stands before the first NaN or Infinity of a line that is JSON but for these, as the
// JSON writers of some languages make them; nothing where there is none.
[[nodiscard]] std::optional<std::string> find_not_finite(std::string_view line);

}  // namespace inference_pio
