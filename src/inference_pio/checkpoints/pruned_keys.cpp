#include "checkpoints/pruned_keys.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

namespace inference_pio {
namespace {

class PrunedKeys {
public:
    PrunedKeys(const gguf_context* source, const PruningPlan& plan)
        : source_(source), plan_(plan), keys_(gguf_init_empty()) {
        gguf_set_kv(keys_.get(), source);
        gguf_remove_key(keys_.get(), GGUF_KEY_GENERAL_ALIGNMENT);  // we write with the default one
    }

    void drop_blocks() {
        if (plan_.dropped.empty()) return;
        const std::int64_t left = plan_.layers - static_cast<std::int64_t>(plan_.dropped.size());
        set_length("block_count", left);
        for (std::int64_t id = 0; id < gguf_get_n_kv(source_); ++id) filter_array(id);
        if (plan_.architecture == "gemma3") keep_windows();
    }

    void shorten() {
        if (!plan_.left) return;
        const auto replace = [&](std::string_view key, std::int64_t length) {
            if (find(key) >= 0) set_length(key, length);
        };
        replace("feed_forward_length", plan_.left->feed_forward_length);
        replace("expert_feed_forward_length", plan_.left->expert_feed_forward_length);
        replace("attention.head_count", plan_.left->head_count);
        replace("attention.head_count_kv", plan_.left->head_count_kv);
        for (const std::string_view key : {"attention.key_length", "attention.value_length"}) {
            if (plan_.head_length > 0 && find(key) < 0) set_length(key, plan_.head_length);
        }
    }

    void name(const std::string& word) {
        constexpr const char* kName = "general.name";
        const std::int64_t id = gguf_find_key(source_, kName);
        if (id < 0 || gguf_get_kv_type(source_, id) != GGUF_TYPE_STRING) return;
        gguf_set_val_str(keys_.get(), kName, fmt::format("{} ({})", gguf_get_val_str(source_, id), word).c_str());
    }

    [[nodiscard]] GgufContext take() { return std::move(keys_); }

private:
    [[nodiscard]] std::string full(std::string_view key) const { return fmt::format("{}.{}", plan_.architecture, key); }
    [[nodiscard]] std::int64_t find(std::string_view key) const { return gguf_find_key(source_, full(key).c_str()); }

    void set_length(std::string_view key, std::int64_t length) {
        gguf_set_val_u32(keys_.get(), full(key).c_str(), static_cast<std::uint32_t>(length));
    }

    [[nodiscard]] bool is_dropped(std::int64_t block) const {
        return std::binary_search(plan_.dropped.begin(), plan_.dropped.end(), block);
    }

    // An array of numbers with one for each block. (The sections of the rotation are four, whatever the blocks are.)
    void filter_array(std::int64_t id) {
        const std::string key = gguf_get_key(source_, id);
        const bool of_model = key.starts_with(plan_.architecture + ".") && !key.ends_with(".dimension_sections");
        if (!of_model || gguf_get_kv_type(source_, id) != GGUF_TYPE_ARRAY) return;
        const gguf_type type = gguf_get_arr_type(source_, id);
        const std::size_t count = gguf_get_arr_n(source_, id);
        if (type == GGUF_TYPE_STRING || count != static_cast<std::size_t>(plan_.layers)) return;
        const std::size_t size = size_of(type);
        const auto* values = static_cast<const std::byte*>(gguf_get_arr_data(source_, id));
        std::vector<std::byte> left;
        for (std::size_t i = 0; i < count; ++i) {
            if (is_dropped(static_cast<std::int64_t>(i))) continue;
            left.insert(left.end(), values + i * size, values + (i + 1) * size);
        }
        gguf_set_arr_data(keys_.get(), key.c_str(), type, left.data(), left.size() / size);
    }

    static std::size_t size_of(gguf_type type) {
        switch (type) {
            case GGUF_TYPE_UINT8:
            case GGUF_TYPE_INT8:
            case GGUF_TYPE_BOOL:
                return 1;
            case GGUF_TYPE_UINT16:
            case GGUF_TYPE_INT16:
                return 2;
            case GGUF_TYPE_UINT64:
            case GGUF_TYPE_INT64:
            case GGUF_TYPE_FLOAT64:
                return 8;
            default:
                return 4;
        }
    }

    // Every sixth block of a Gemma 3 sees everything, the others a window. The engine counts blocks, unless an array
    // says it of each one: after some are dropped each of the others is to see what it saw before.
    void keep_windows() {
        constexpr std::string_view kPattern = "attention.sliding_window_pattern";
        std::int64_t period = 6;
        if (const std::int64_t id = find(kPattern); id >= 0) {
            if (gguf_get_kv_type(source_, id) != GGUF_TYPE_UINT32) return;  // an array, filtered above
            period = gguf_get_val_u32(source_, id);
        }
        if (find("attention.sliding_window") < 0) return;
        std::vector<std::uint32_t> has_window;
        for (std::int64_t block = 0; block < plan_.layers; ++block) {
            if (!is_dropped(block)) has_window.push_back(period == 0 || block % period < period - 1 ? 1 : 0);
        }
        gguf_set_arr_data(keys_.get(), full(kPattern).c_str(), GGUF_TYPE_UINT32, has_window.data(), has_window.size());
    }

    const gguf_context* source_;
    const PruningPlan& plan_;
    GgufContext keys_;
};

}  // namespace

GgufContext make_pruned_keys(const gguf_context* source, const PruningPlan& plan, const std::string& word) {
    PrunedKeys keys(source, plan);
    keys.drop_blocks();
    keys.shorten();
    keys.name(word);
    return keys.take();
}

}  // namespace inference_pio
