// Whether this build's engine came with vocabularies. A llama.cpp of the system brings none, and tests that need one
// skip; where a folder is named and is not there, they are to fail.
#pragma once

#include <gtest/gtest.h>

#include "checkpoints/vocabulary_source.hpp"

namespace inference_pio::testing {

class VocabularyTest : public ::testing::Test {
protected:
    void SetUp() override {
        if (vocabulary_folder().empty()) GTEST_SKIP() << "the engine of this build came without vocabularies";
    }
};

}  // namespace inference_pio::testing
