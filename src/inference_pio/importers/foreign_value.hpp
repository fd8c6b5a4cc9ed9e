// A number that another tool measured, or why there is none.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <initializer_list>
#include <optional>
#include <string>
#include <vector>

#include "records/json_values.hpp"

namespace inference_pio {

struct ForeignValue {
    std::optional<double> number;  // finite, exactly what stands in the file
    std::string why_not;           // where there is none: "vllm bench serve wrote NaN"
};

// null, NaN, infinities, numbers beyond a double and integers that no double holds exactly are values without a
// number. Errors: malformed where it is neither a number nor one of these.
[[nodiscard]] Result<ForeignValue> foreign_value_from_json(const Json& json, std::string_view tool);

// Samples: all of them or, where one of them has no number, none. Errors: malformed, naming the index.
[[nodiscard]] Result<std::vector<double>> foreign_samples_from_json(const Json& json, std::string_view tool);

// What stands at the end of the path; null where it does not go so far. In an array a key means the first element.
[[nodiscard]] const Json* find_at(const Json& json, std::initializer_list<std::string_view> path);

// The text of a Json for a parameter or an option: strings as they are, true as "1" and false as "0", since tools have
// turned the one into the other between versions; empty for null.
[[nodiscard]] std::string option_text(const Json& json);

// A text as a word of a parameter (parameters.hpp): what may not stand there becomes '_'.
[[nodiscard]] std::string word_from(std::string_view text);

// A text as (a part of) the name of a benchmark: without control characters, at most 200 bytes.
[[nodiscard]] std::string benchmark_name_from(std::string_view text);

// "inter-token latency" -> "inter_token_latency", for a metric's name or a statistic.
[[nodiscard]] std::string identifier_from(std::string_view text);

}  // namespace inference_pio
