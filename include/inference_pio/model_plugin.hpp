// How a model is registered. A plugin is a folder under src/models/: `<model>_card.cpp` with the
// card, and the model's own benchmarks.
//
//     PIO_MODEL([] {
//         ModelCard card;
//         card.name = "qwen3_0_6b";
//         …
//         return card;
//     });
//
// Thread safety: registration happens before main(); look-ups afterwards are read-only.
#pragma once

#include <inference_pio/model_card.hpp>
#include <string_view>
#include <vector>

namespace inference_pio {

// Two cards of one name are an error that the worker reports when it describes itself.
bool register_model(ModelCard card);

[[nodiscard]] const std::vector<ModelCard>& registered_models();

// Null for a model that this program does not hold.
[[nodiscard]] const ModelCard* find_model(std::string_view name);

}  // namespace inference_pio

#define PIO_DETAIL_JOIN2(a, b) a##b
#define PIO_DETAIL_JOIN(a, b) PIO_DETAIL_JOIN2(a, b)

#define PIO_MODEL(...)                                                        \
    [[maybe_unused]] static const bool PIO_DETAIL_JOIN(pio_model_, __LINE__) = \
        ::inference_pio::register_model((__VA_ARGS__)())
