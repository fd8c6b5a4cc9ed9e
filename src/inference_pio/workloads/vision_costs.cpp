#include "workloads/vision_costs.hpp"

#include "imaging/smart_resize.hpp"

namespace inference_pio {

Result<ImageGrid> compute_image_grid(const VisionCard& card, ImageSize size) {
    const std::int64_t side = card.patch_size * card.merge_size;
    SmartResizeRule rule;
    rule.factor = static_cast<int>(side);
    rule.pixels_min = card.tokens_min * side * side;
    rule.pixels_max = card.tokens_max * side * side;
    const auto resized = compute_smart_size(size, rule);
    if (!resized) return fail(resized.error());
    return ImageGrid{resized->width / side, resized->height / side};
}

double compute_vision_flops(const VisionCard& card, const ImageGrid& grid) {
    const auto length = static_cast<double>(card.embedding_length);
    const auto merge = static_cast<double>(card.merge_size * card.merge_size);
    const auto tokens = static_cast<double>(grid.tokens());
    const double patches = tokens * merge;
    const auto patch = static_cast<double>(2 * 3 * card.patch_size * card.patch_size);
    const double matrices = 4 * length * length + 2 * length * static_cast<double>(card.feed_forward_length);
    const double layer = 2 * patches * matrices + 4 * patches * patches * length;
    const double merged = merge * length;
    const double merger = 2 * tokens * (merged * merged + merged * static_cast<double>(card.output_length));
    return 2 * patches * patch * length + static_cast<double>(card.layers) * layer +
           static_cast<double>(1 + card.deepstack_layers.size()) * merger;
}

}  // namespace inference_pio
