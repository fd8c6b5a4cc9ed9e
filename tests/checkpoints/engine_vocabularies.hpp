// Whether this build's engine came with vocabularies. A llama.cpp of the system brings none, and tests that need one
// skip; where a folder is named and is not there, they are to fail.
#pragma once

#include "checkpoints/vocabulary_source.hpp"

namespace inference_pio::testing {

inline constexpr const char* kNoVocabularies = "the engine of this build came without vocabularies";

inline bool brings_vocabularies() { return !vocabulary_folder().empty(); }

}  // namespace inference_pio::testing
