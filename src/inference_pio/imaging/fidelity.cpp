#include "imaging/fidelity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

namespace inference_pio {
namespace {

constexpr std::size_t kWindow = kSsimWindow;
constexpr double kSigma = 1.5;
constexpr double kC1 = 0.01 * 0.01;  // (K1 · peak)², peak 1
constexpr double kC2 = 0.03 * 0.03;

std::array<double, kWindow> gaussian_window() {
    std::array<double, kWindow> weights{};
    double sum = 0;
    for (std::size_t i = 0; i < kWindow; ++i) {
        const double distance = static_cast<double>(i) - (kWindow - 1) / 2.0;
        sum += weights[i] = std::exp(-distance * distance / (2 * kSigma * kSigma));
    }
    for (double& weight : weights) weight /= sum;
    return weights;
}

// What is averaged under the window: both images, their squares and their product.
enum Moment : std::size_t { kImage, kReference, kImageSquare, kReferenceSquare, kProduct, kMoments };
using Rows = std::array<std::vector<double>, kMoments>;

// The windows' averages are taken along rows as they come, and down the last eleven of them.
class StructuralSimilarity {
public:
    StructuralSimilarity(std::size_t row_length, std::size_t channels) : channels_(channels) {
        const std::size_t length = row_length - (kWindow - 1) * channels;
        for (Rows& rows : filtered_) {
            for (auto& row : rows) row.resize(length);
        }
        for (auto& row : moments_) row.resize(row_length);
        for (auto& row : averages_) row.resize(length);
    }

    void add_row(std::span<const double> image, std::span<const double> reference) {
        for (std::size_t i = 0; i < image.size(); ++i) {
            moments_[kImage][i] = image[i];
            moments_[kReference][i] = reference[i];
            moments_[kImageSquare][i] = image[i] * image[i];
            moments_[kReferenceSquare][i] = reference[i] * reference[i];
            moments_[kProduct][i] = image[i] * reference[i];
        }
        Rows& rows = filtered_[rows_seen_ % kWindow];
        for (std::size_t moment = 0; moment < kMoments; ++moment) {
            std::fill(rows[moment].begin(), rows[moment].end(), 0.0);
            for (std::size_t k = 0; k < kWindow; ++k) {
                add_scaled(weights_[k], moments_[moment].data() + k * channels_, rows[moment]);
            }
        }
        if (++rows_seen_ >= kWindow) sum_windows();
    }

    [[nodiscard]] double mean() const { return sum_ / static_cast<double>(count_); }

private:
    static void add_scaled(double weight, const double* from, std::vector<double>& to) {
        for (std::size_t i = 0; i < to.size(); ++i) to[i] += weight * from[i];
    }

    void sum_windows() {
        for (std::size_t moment = 0; moment < kMoments; ++moment) {
            std::fill(averages_[moment].begin(), averages_[moment].end(), 0.0);
            for (std::size_t k = 0; k < kWindow; ++k) {
                add_scaled(weights_[k], filtered_[(rows_seen_ + k) % kWindow][moment].data(), averages_[moment]);
            }
        }
        for (std::size_t i = 0; i < averages_[kImage].size(); ++i) {
            const double a = averages_[kImage][i];
            const double b = averages_[kReference][i];
            const double variances = averages_[kImageSquare][i] - a * a + averages_[kReferenceSquare][i] - b * b;
            const double covariance = averages_[kProduct][i] - a * b;
            sum_ += (2 * a * b + kC1) * (2 * covariance + kC2) / ((a * a + b * b + kC1) * (variances + kC2));
        }
        count_ += averages_[kImage].size();
    }

    std::size_t channels_;
    std::array<double, kWindow> weights_ = gaussian_window();
    std::array<Rows, kWindow> filtered_;  // row y of the image at y % kWindow
    Rows moments_;
    Rows averages_;
    std::size_t rows_seen_ = 0;
    double sum_ = 0;
    std::size_t count_ = 0;
};

void read_row(const Image& image, int y, std::vector<double>& values) {
    const double peak = peak_of(image.type());
    with_channel_type(image.type(), [&](const auto* channel) {
        const auto* row = image.row<std::remove_cvref_t<decltype(*channel)>>(y);
        for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<double>(row[i]) / peak;
    });
}

Result<void> check_comparable(const Image& image, const RealImage& reference) {
    if (image.size() != reference.size || image.channels() != reference.channels) {
        return fail(ErrorKind::mismatch,
                    fmt::format("an image of {} with {} channels, its reference of {} with {}", to_string(image.size()),
                                image.channels(), to_string(reference.size), reference.channels));
    }
    if (std::min(image.size().width, image.size().height) < kSsimWindow) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("an image of {} has no room for SSIM's window", to_string(image.size())),
                    fmt::format("give at least {} pixels a side", kSsimWindow));
    }
    return {};
}

}  // namespace

Result<Fidelity> compute_fidelity(const Image& image, const RealImage& reference) {
    if (auto comparable = check_comparable(image, reference); !comparable) return fail(std::move(comparable).error());
    const auto channels = static_cast<std::size_t>(image.channels());
    std::vector<double> row(static_cast<std::size_t>(image.size().width) * channels);
    StructuralSimilarity similarity(row.size(), channels);
    double squares = 0;
    for (int y = 0; y < image.size().height; ++y) {
        read_row(image, y, row);
        const std::span<const double> ideal(reference.row(y), row.size());
        double row_squares = 0;
        for (std::size_t i = 0; i < row.size(); ++i) row_squares += (row[i] - ideal[i]) * (row[i] - ideal[i]);
        squares += row_squares;
        similarity.add_row(row, ideal);
    }
    const double error = squares / static_cast<double>(reference.values.size());
    const double ssim = similarity.mean();
    if (!std::isfinite(error) || !std::isfinite(ssim)) {
        return fail(ErrorKind::malformed, "the image holds values that are no colour: not finite, or far too large");
    }
    const double least = std::pow(10, -kPsnrMaxDb / 10);
    return Fidelity{-10 * std::log10(std::max(error, least)), std::clamp(ssim, -1.0, 1.0)};
}

}  // namespace inference_pio
