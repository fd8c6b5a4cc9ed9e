// Tiny checkpoints in several weight types, made when they are asked for.
#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "checkpoints/rewriting.hpp"
#include "checkpoints/synthesis.hpp"
#include "checkpoints/tiny_model.hpp"

namespace inference_pio::testing {

class RequantizedModels : public TinyModelTest {
protected:
    std::filesystem::path checkpoint(WeightType type, const std::string& architecture = "qwen3") {
        const auto path = folder() / (architecture + "-" + std::string(to_string(type)) + ".gguf");
        if (!std::filesystem::exists(path)) {
            const auto written = synthesize_checkpoint({tiny_card(architecture), type, 3}, path, {});
            EXPECT_TRUE(written) << written.error().message;
        }
        return path;
    }

    // A requantized copy of the f16 checkpoint. (One that is synthesized in another type has other weights.)
    std::filesystem::path requantized(const std::string& variant) {
        const auto path = folder() / (variant + "-requantized.gguf");
        if (!std::filesystem::exists(path)) {
            const auto parsed = parse_model_variant(variant);
            EXPECT_TRUE(parsed) << parsed.error().message;
            const auto written =
                rewrite_checkpoint(checkpoint(WeightType::f16), parsed.value_or(ModelVariant{}), path, {});
            EXPECT_TRUE(written) << written.error().message;
        }
        return path;
    }
};

}  // namespace inference_pio::testing
