#include "imaging/reference_resize.hpp"

#include <algorithm>

namespace inference_pio {
namespace {

// sum += weight × row, in the units of the pixel type.
void add_row(const Image& source, int y, double weight, std::vector<double>& sum) {
    with_channel_type(source.type(), [&](const auto* channel) {
        const auto* row = source.row<std::remove_cvref_t<decltype(*channel)>>(y);
        for (std::size_t i = 0; i < sum.size(); ++i) sum[i] += weight * static_cast<double>(row[i]);
    });
}

void filter_row(const std::vector<double>& line, const std::vector<FilterWindow>& windows, std::size_t channels,
                double peak, double* target) {
    for (const FilterWindow& window : windows) {
        const double* from = line.data() + static_cast<std::size_t>(window.first) * channels;
        for (std::size_t channel = 0; channel < channels; ++channel) {
            double sum = 0;
            for (std::size_t i = 0; i < window.weights.size(); ++i) {
                sum += window.weights[i] * from[i * channels + channel];
            }
            *target++ = sum / peak;
        }
    }
}

}  // namespace

RealImage compute_reference_resize(const Image& source, ImageSize target, ResizeFilter filter) {
    const std::vector<FilterWindow> rows = compute_filter_windows(filter, source.size().height, target.height);
    const std::vector<FilterWindow> columns = compute_filter_windows(filter, source.size().width, target.width);
    const auto channels = static_cast<std::size_t>(source.channels());
    const std::size_t row_length = static_cast<std::size_t>(target.width) * channels;
    RealImage result{target, source.channels(), {}};
    result.values.resize(row_length * static_cast<std::size_t>(target.height));
    // Down the columns first: whole rows are added up at once, and only as many lines as the target has are left
    // to be filtered along their length.
    std::vector<double> line(static_cast<std::size_t>(source.size().width) * channels);
    double* to = result.values.data();
    for (const FilterWindow& window : rows) {
        std::fill(line.begin(), line.end(), 0.0);
        for (std::size_t i = 0; i < window.weights.size(); ++i) {
            add_row(source, window.first + static_cast<int>(i), window.weights[i], line);
        }
        filter_row(line, columns, channels, peak_of(source.type()), to);
        to += row_length;
    }
    return result;
}

}  // namespace inference_pio
