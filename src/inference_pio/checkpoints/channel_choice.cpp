#include "checkpoints/channel_choice.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <numeric>

namespace inference_pio {
namespace {

tl::unexpected<Error> unlike(const TensorBytes& source) {
    return fail(ErrorKind::malformed, fmt::format("tensor {} does not fit the others of its block", source.name),
                "fetch or copy the file again");
}

}  // namespace

std::vector<std::int64_t> compute_largest(const std::vector<double>& values, std::int64_t left) {
    std::vector<std::int64_t> places(values.size());
    std::iota(places.begin(), places.end(), std::int64_t{0});
    std::stable_sort(places.begin(), places.end(), [&](std::int64_t a, std::int64_t b) {
        return values[static_cast<std::size_t>(a)] > values[static_cast<std::size_t>(b)];
    });
    places.resize(std::min(places.size(), static_cast<std::size_t>(left)));
    std::sort(places.begin(), places.end());
    return places;
}

Result<void> ChannelChoice::add(const PrunedTensor& pruned, const TensorBytes& source) {
    const TensorSelection& selection = *pruned.selection;
    const auto energies = compute_energies(source, selection.dimension);
    if (!energies) return fail(energies.error());
    auto& weights = weights_[{pruned.block, selection.kind}];
    if (weights.empty()) {
        weights.assign(energies->size(), std::vector<double>(static_cast<std::size_t>(selection.channels)));
    }
    if (weights.size() != energies->size()) return unlike(source);
    const auto elements = static_cast<std::size_t>(selection.elements);
    for (std::size_t slice = 0; slice < weights.size(); ++slice) {
        const std::vector<double>& of_slice = (*energies)[slice];
        for (std::size_t place = 0; place < of_slice.size(); ++place)
            weights[slice][place / elements] += of_slice[place];
    }
    return {};
}

Result<TensorSlice> ChannelChoice::slice_of(const PrunedTensor& pruned, const TensorBytes& source) const {
    const TensorSelection& selection = *pruned.selection;
    const auto found = weights_.find({pruned.block, selection.kind});
    if (found == weights_.end()) return unlike(source);
    const std::size_t slices =
        selection.dimension < 2 && source.shape.size() > 2 ? static_cast<std::size_t>(source.shape[2]) : std::size_t{1};
    if (found->second.size() != slices) return unlike(source);
    TensorSlice slice;
    slice.dimension = selection.dimension;
    for (const std::vector<double>& weights : found->second) {
        std::vector<std::int64_t>& kept = slice.kept.emplace_back();
        for (const std::int64_t channel : compute_largest(weights, selection.left)) {
            for (std::int64_t i = 0; i < selection.elements; ++i) kept.push_back(channel * selection.elements + i);
        }
    }
    return slice;
}

}  // namespace inference_pio
