// The prose on which optimization_quality judges a model where nobody gives a text.
//
// Pure. Thread-safe.
#pragma once

#include <string_view>

namespace inference_pio {

// English prose of our own in which nothing is said twice: what a model has just read it predicts too well to be
// judged by. More than 512 tokens of the vocabularies that we know (four to five bytes a token).
[[nodiscard]] std::string_view quality_text();

}  // namespace inference_pio
