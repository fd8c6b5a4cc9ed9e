#include "checkpoints/pruned_keys.hpp"

#include <gmock/gmock.h>

#include <array>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;

class PrunedKeys : public ::testing::Test {
protected:
    PrunedKeys() {
        plan_.architecture = "qwen3";
        plan_.layers = 4;
        gguf_set_val_str(source_.get(), "general.name", "Mine");
        gguf_set_val_u32(source_.get(), "general.alignment", 64);
        gguf_set_val_u32(source_.get(), "qwen3.block_count", 4);
        gguf_set_val_u32(source_.get(), "qwen3.feed_forward_length", 512);
        gguf_set_val_u32(source_.get(), "qwen3.attention.head_count", 4);
        gguf_set_val_f32(source_.get(), "qwen3.rope.freq_base", 1e6F);
    }

    GgufContext pruned(const std::string& word = "depth_50") { return make_pruned_keys(source_.get(), plan_, word); }

    void set_array(const char* key, std::array<std::int32_t, 4> values) {
        gguf_set_arr_data(source_.get(), key, GGUF_TYPE_INT32, values.data(), values.size());
    }

    static std::uint32_t length(const GgufContext& keys, const char* key) {
        const std::int64_t id = gguf_find_key(keys.get(), key);
        return id < 0 ? 0 : gguf_get_val_u32(keys.get(), id);
    }

    static std::vector<std::int32_t> array(const GgufContext& keys, const char* key) {
        const std::int64_t id = gguf_find_key(keys.get(), key);
        if (id < 0) return {};
        const auto* values = static_cast<const std::int32_t*>(gguf_get_arr_data(keys.get(), id));
        return {values, values + gguf_get_arr_n(keys.get(), id)};
    }

    GgufContext source_{gguf_init_empty()};
    PruningPlan plan_;
};

TEST_F(PrunedKeys, AreTheSourcesWhereNothingIsDropped) {
    const GgufContext keys = pruned("sparse_50");
    EXPECT_EQ(length(keys, "qwen3.block_count"), 4U);
    EXPECT_EQ(length(keys, "qwen3.feed_forward_length"), 512U);
    EXPECT_STREQ(gguf_get_val_str(keys.get(), gguf_find_key(keys.get(), "general.name")), "Mine (sparse_50)");
    EXPECT_EQ(gguf_find_key(keys.get(), "general.alignment"), -1) << "the file is written with the default one";
    EXPECT_GE(gguf_find_key(keys.get(), "qwen3.rope.freq_base"), 0);
}

TEST_F(PrunedKeys, CountBlocksAnewAndLeaveTheDroppedOnesOut) {
    plan_.dropped = {1, 2};
    set_array("qwen3.attention.some_pattern", {10, 11, 12, 13});
    set_array("qwen3.rope.dimension_sections", {24, 20, 20, 0});
    set_array("tokenizer.ggml.token_type", {1, 2, 3, 4});
    const GgufContext keys = pruned();
    EXPECT_EQ(length(keys, "qwen3.block_count"), 2U);
    EXPECT_THAT(array(keys, "qwen3.attention.some_pattern"), ElementsAre(10, 13));
    EXPECT_THAT(array(keys, "qwen3.rope.dimension_sections"), ElementsAre(24, 20, 20, 0)) << "not one for each block";
    EXPECT_THAT(array(keys, "tokenizer.ggml.token_type"), ElementsAre(1, 2, 3, 4));
}

TEST_F(PrunedKeys, HaveTheShorterLengthsAndTheHeadsLength) {
    plan_.left = WidthLengths{256, 0, 2, 1};
    plan_.head_length = 64;
    const GgufContext keys = pruned("width_50");
    EXPECT_EQ(length(keys, "qwen3.feed_forward_length"), 256U);
    EXPECT_EQ(length(keys, "qwen3.attention.head_count"), 2U);
    EXPECT_EQ(gguf_find_key(keys.get(), "qwen3.attention.head_count_kv"), -1) << "the engine takes the heads' number";
    EXPECT_EQ(gguf_find_key(keys.get(), "qwen3.expert_feed_forward_length"), -1);
    EXPECT_EQ(length(keys, "qwen3.attention.key_length"), 64U);
    EXPECT_EQ(length(keys, "qwen3.attention.value_length"), 64U);
}

TEST_F(PrunedKeys, OfGemma3SayWhichBlocksHaveAWindow) {
    plan_.architecture = "gemma3";
    plan_.dropped = {2};
    gguf_set_val_u32(source_.get(), "gemma3.attention.sliding_window", 32);
    gguf_set_val_u32(source_.get(), "gemma3.attention.sliding_window_pattern", 2);
    EXPECT_THAT(array(pruned(), "gemma3.attention.sliding_window_pattern"), ElementsAre(1, 0, 0));
    set_array("gemma3.attention.sliding_window_pattern", {1, 0, 1, 1});
    EXPECT_THAT(array(pruned(), "gemma3.attention.sliding_window_pattern"), ElementsAre(1, 0, 1));
}

}  // namespace
}  // namespace inference_pio
