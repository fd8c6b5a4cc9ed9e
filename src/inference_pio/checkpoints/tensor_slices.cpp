#include "checkpoints/tensor_slices.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>

namespace inference_pio {
namespace {

std::int64_t length_along(const std::vector<std::int64_t>& shape, std::size_t dimension) {
    return dimension < shape.size() ? shape[dimension] : 1;
}

std::int64_t slices_of(const std::vector<std::int64_t>& shape) {
    return length_along(shape, 2) * length_along(shape, 3);
}

void dequantize(ggml_type type, std::span<const std::byte> row, std::span<float> values) {
    if (type == GGML_TYPE_F32) {
        std::memcpy(values.data(), row.data(), row.size());
    } else {
        ggml_get_type_traits(type)->to_float(row.data(), values.data(), static_cast<std::int64_t>(values.size()));
    }
}

tl::unexpected<Error> unreadable(const TensorBytes& tensor) {
    return fail(
        ErrorKind::unsupported,
        fmt::format("the values of tensor {} cannot be read: its type is {}", tensor.name, ggml_type_name(tensor.type)),
        "use a file in another weight type");
}

float magnitude(float value) { return std::isnan(value) ? std::numeric_limits<float>::infinity() : std::abs(value); }

// Rows of one tensor, one after the other, as what is left of them.
class RowWriter {
public:
    RowWriter(const TensorBytes& tensor, const TensorSlice* slice, int sparsity_percent, const ByteSink& sink)
        : tensor_(tensor), slice_(slice), sparsity_percent_(sparsity_percent), sink_(sink) {
        const std::int64_t length = tensor.shape.front();
        row_bytes_ = ggml_row_size(tensor.type, length);
        changes_ = sparsity_percent > 0 || along(0);
        if (!changes_) return;
        values_.resize(static_cast<std::size_t>(length));
        // Lists of one dimension are of one length: the tensor keeps being one.
        const auto kept = along(0) ? static_cast<std::int64_t>(slice->kept.front().size()) : length;
        type_ = type_of_changed_rows(tensor.type, kept);
        chosen_.resize(static_cast<std::size_t>(kept));
        written_.resize(ggml_row_size(type_, kept));
    }

    Result<void> write_all() {
        const std::int64_t rows = length_along(tensor_.shape, 1);
        for (const std::int64_t slice : kept_along(2, 0, slices_of(tensor_.shape))) {
            for (const std::int64_t row : kept_along(1, slice, rows)) {
                const auto at = static_cast<std::size_t>(slice * rows + row) * row_bytes_;
                const auto bytes = tensor_.bytes.subspan(at, row_bytes_);
                if (auto done = changes_ ? write_changed(bytes, slice) : sink_(bytes); !done) return done;
            }
        }
        return {};
    }

private:
    [[nodiscard]] bool along(int dimension) const { return slice_ != nullptr && slice_->dimension == dimension; }

    [[nodiscard]] const std::vector<std::int64_t>& list_of(std::int64_t slice) const {
        return slice_->kept[slice_->kept.size() == 1 ? 0 : static_cast<std::size_t>(slice)];
    }

    [[nodiscard]] std::vector<std::int64_t> kept_along(int dimension, std::int64_t slice, std::int64_t length) const {
        if (along(dimension)) return list_of(slice);
        std::vector<std::int64_t> all(static_cast<std::size_t>(length));
        std::iota(all.begin(), all.end(), std::int64_t{0});
        return all;
    }

    Result<void> write_changed(std::span<const std::byte> bytes, std::int64_t slice) {
        dequantize(tensor_.type, bytes, values_);
        if (along(0)) {
            const std::vector<std::int64_t>& list = list_of(slice);
            std::transform(list.begin(), list.end(), chosen_.begin(),
                           [&](std::int64_t place) { return values_[static_cast<std::size_t>(place)]; });
        } else {
            chosen_ = values_;
        }
        if (sparsity_percent_ > 0) zero_smallest(chosen_, sparsity_percent_);
        const std::size_t size = ggml_quantize_chunk(type_, chosen_.data(), written_.data(), 0, 1,
                                                     static_cast<std::int64_t>(chosen_.size()), nullptr);
        if (size != written_.size() ||
            !std::all_of(chosen_.begin(), chosen_.end(), [](float value) { return std::isfinite(value); })) {
            return fail(ErrorKind::malformed, fmt::format("tensor {} holds values that are no numbers", tensor_.name),
                        "fetch or copy the file again");
        }
        return sink_(written_);
    }

    const TensorBytes& tensor_;
    const TensorSlice* slice_;
    int sparsity_percent_;
    const ByteSink& sink_;
    std::size_t row_bytes_ = 0;
    bool changes_ = false;
    ggml_type type_ = GGML_TYPE_F32;
    std::vector<float> values_;
    std::vector<float> chosen_;
    std::vector<std::byte> written_;
};

}  // namespace

void zero_smallest(std::span<float> row, int percent) {
    const std::size_t count = (row.size() * static_cast<std::size_t>(percent) + 50) / 100;
    if (count == 0) return;
    std::vector<std::size_t> order(row.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto smaller = [&](std::size_t a, std::size_t b) {
        const float x = magnitude(row[a]);
        const float y = magnitude(row[b]);
        return x != y ? x < y : a < b;
    };
    const auto end = order.begin() + static_cast<std::ptrdiff_t>(count);
    std::nth_element(order.begin(), end - 1, order.end(), smaller);
    std::for_each(order.begin(), end, [&](std::size_t place) {
        if (!std::isnan(row[place])) row[place] = 0;
    });
}

ggml_type type_of_changed_rows(ggml_type type, std::int64_t row_length) {
    const bool fits = row_length % ggml_blck_size(type) == 0 && !ggml_quantize_requires_imatrix(type);
    return fits ? type : GGML_TYPE_F16;
}

// Integers and types of the engine's inner buffers have no such function; f32 needs none.
bool can_dequantize(ggml_type type) {
    const ggml_type_traits* traits = ggml_get_type_traits(type);
    return type == GGML_TYPE_F32 || (traits->to_float != nullptr && traits->type_size > 0);
}

Result<std::vector<std::vector<double>>> compute_energies(const TensorBytes& tensor, int dimension) {
    if (!can_dequantize(tensor.type)) return unreadable(tensor);
    const std::int64_t length = tensor.shape.front();
    const std::int64_t rows = length_along(tensor.shape, 1);
    const std::size_t row_bytes = ggml_row_size(tensor.type, length);
    const auto places = static_cast<std::size_t>(dimension == 0 ? length : rows);
    std::vector<std::vector<double>> energies(static_cast<std::size_t>(slices_of(tensor.shape)),
                                              std::vector<double>(places));
    std::vector<float> values(static_cast<std::size_t>(length));
    std::size_t at = 0;
    for (std::vector<double>& sums : energies) {
        for (std::size_t row = 0; row < static_cast<std::size_t>(rows); ++row, at += row_bytes) {
            dequantize(tensor.type, tensor.bytes.subspan(at, row_bytes), values);
            for (std::size_t i = 0; i < values.size(); ++i) {
                sums[dimension == 0 ? i : row] += double{values[i]} * double{values[i]};
            }
        }
        for (double& sum : sums) {
            if (std::isnan(sum)) sum = std::numeric_limits<double>::infinity();
        }
    }
    return energies;
}

Result<void> write_slice(const TensorBytes& tensor, const TensorSlice* slice, int sparsity_percent,
                         const ByteSink& sink) {
    const bool changes = sparsity_percent > 0 || (slice != nullptr && slice->dimension == 0);
    if (changes && !can_dequantize(tensor.type)) return unreadable(tensor);
    return RowWriter(tensor, slice, sparsity_percent, sink).write_all();
}

}  // namespace inference_pio
