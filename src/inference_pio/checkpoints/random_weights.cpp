#include "checkpoints/random_weights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string_view>

#include "checkpoints/tensor_slices.hpp"

namespace inference_pio {
namespace {

constexpr float kSigma = 0.02F;
// Enough rows that repetition is rare inside a layer, few enough that the slowest quantizer stays fast.
constexpr std::int64_t kTileElements = 1 << 20;
constexpr std::int64_t kFewestTileRows = 64;

// SplitMix64 (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
constexpr std::uint64_t next_random(std::uint64_t& state) {
    state += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state;
    z = (z ^ (z >> 30U)) * 0xbf58476d1ce4e5b9U;
    z = (z ^ (z >> 27U)) * 0x94d049bb133111ebU;
    return z ^ (z >> 31U);
}

constexpr std::uint64_t mix(std::uint64_t seed, std::uint64_t value) {
    std::uint64_t state = seed ^ (value * 0xd6e8feb86659fd93U);
    return next_random(state);
}

// FNV-1a: std::hash differs between standard libraries.
constexpr std::uint64_t mix(std::uint64_t seed, std::string_view text) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return mix(seed, hash);
}

std::int64_t most_tile_rows(std::int64_t row_length) { return std::max(kTileElements / row_length, kFewestTileRows); }

}  // namespace

// The sum of eight uniform integers below 65536 has the variance 8 (65536^2 - 1) / 12; 1 / sqrt of that is written out.
NormalValues::NormalValues(std::uint64_t seed, float sigma) : state_(seed), scale_(sigma * 1.8688124e-5F) {}

float NormalValues::next() {
    std::int32_t sum = 0;
    for (int draw = 0; draw < 2; ++draw) {
        const std::uint64_t bits = next_random(state_);
        for (unsigned shift = 0; shift < 64; shift += 16) sum += static_cast<std::int32_t>((bits >> shift) & 0xffffU);
    }
    return static_cast<float>(sum - 4 * 65535) * scale_;
}

RandomWeights::RandomWeights(std::uint64_t seed, std::span<const MatrixShape> matrices) : seed_(seed) {
    for (const MatrixShape& matrix : matrices) {
        Tile& tile = tiles_[{matrix.type, matrix.row_length, matrix.sparsity_percent}];
        tile.rows = std::max(tile.rows, std::min(matrix.rows, most_tile_rows(matrix.row_length)));
    }
}

Result<const RandomWeights::Tile*> RandomWeights::tile_of(const MatrixShape& shape) {
    Tile& tile = tiles_[{shape.type, shape.row_length, shape.sparsity_percent}];
    if (tile.rows == 0) return fail(ErrorKind::internal, "a matrix that was not announced was to be written");
    if (!tile.bytes.empty()) return &tile;
    NormalValues normal(mix(mix(seed_, static_cast<std::uint64_t>(shape.row_length)), ggml_type_name(shape.type)),
                        kSigma);
    std::vector<float> values(static_cast<std::size_t>(tile.rows * shape.row_length));
    std::generate(values.begin(), values.end(), [&] { return normal.next(); });
    if (shape.sparsity_percent > 0) {
        const auto length = static_cast<std::size_t>(shape.row_length);
        for (std::size_t at = 0; at < values.size(); at += length) {
            zero_smallest(std::span(values).subspan(at, length), shape.sparsity_percent);
        }
    }
    tile.bytes.resize(static_cast<std::size_t>(tile.rows) * ggml_row_size(shape.type, shape.row_length));
    const std::size_t written =
        ggml_quantize_chunk(shape.type, values.data(), tile.bytes.data(), 0, tile.rows, shape.row_length, nullptr);
    if (written != tile.bytes.size() || !ggml_validate_row_data(shape.type, tile.bytes.data(), tile.bytes.size())) {
        return fail(ErrorKind::internal,
                    fmt::format("rows of {} values as {} came out wrong from the engine's quantizer", shape.row_length,
                                ggml_type_name(shape.type)));
    }
    return &tile;
}

Result<void> RandomWeights::write_matrix(const std::string& name, const MatrixShape& shape, const ByteSink& sink) {
    const auto tile = tile_of(shape);
    if (!tile) return fail(tile.error());
    const std::span<const std::byte> bytes((*tile)->bytes);
    const std::size_t row_bytes = ggml_row_size(shape.type, shape.row_length);
    const auto rows_in_tile = static_cast<std::uint64_t>((*tile)->rows);
    std::uint64_t order = mix(seed_, name);
    for (auto left = static_cast<std::uint64_t>(shape.rows); left > 0;) {
        const std::uint64_t first = next_random(order) % rows_in_tile;
        const std::uint64_t tail = std::min(left, rows_in_tile - first);
        if (auto done = sink(bytes.subspan(first * row_bytes, tail * row_bytes)); !done) return done;
        left -= tail;
        const std::uint64_t head = std::min(left, first);
        if (head == 0) continue;
        if (auto done = sink(bytes.first(head * row_bytes)); !done) return done;
        left -= head;
    }
    return {};
}

Result<void> RandomWeights::write_norm(std::int64_t length, const ByteSink& sink) {
    const std::vector<float> ones(static_cast<std::size_t>(length), 1.0F);
    return sink(std::as_bytes(std::span(ones)));
}

Result<void> RandomWeights::write_bias(std::int64_t length, const ByteSink& sink) {
    const std::vector<float> zeros(static_cast<std::size_t>(length));
    return sink(std::as_bytes(std::span(zeros)));
}

}  // namespace inference_pio
