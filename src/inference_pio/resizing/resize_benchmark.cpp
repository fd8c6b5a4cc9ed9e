#include "resizing/resize_benchmark.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include "common/digest.hpp"
#include "imaging/fidelity.hpp"
#include "imaging/reference_resize.hpp"
#include "imaging/source_reads.hpp"
#include "resizing/resizer.hpp"

namespace inference_pio {
namespace {

constexpr Bytes kColdFootprint = mebibytes(256);

// Everything that a sample needs.
struct Work {
    std::unique_ptr<Resizer> resizer;
    std::vector<Image> sources;  // the images, and for a cold source their copies behind them
    std::vector<Image> targets;  // one for each image
    std::size_t next = 0;        // of `sources`, where the next execution begins
    double megapixels = 0;       // of one execution's sources
    double bytes_read = 0;
    std::string digest;  // of the targets of the first execution
};

Result<void> resize_all(Work& work) {
    for (Image& target : work.targets) {
        if (auto resized = work.resizer->resize(work.sources[work.next], target); !resized) return resized;
        if (++work.next == work.sources.size()) work.next = 0;
    }
    return {};
}

std::string digest_of_targets(const Work& work) {
    std::string digests;
    for (const Image& target : work.targets) {
        const auto bytes = target.bytes();
        digests += digest_of({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    }
    return work.targets.size() == 1 ? digests : digest_of(digests);
}

Result<void> make_targets(const ResizeCase& one, Work& work) {
    for (const Image& source : work.sources) {
        const auto size = one.target.size_for(source.size());
        if (!size) return fail(size.error());
        work.targets.emplace_back(*size, one.channels, one.type);
        work.megapixels += static_cast<double>(source.size().pixels()) / 1e6;
        const Bytes read = compute_source_reads(source.size(), source.pixel_bytes(), *size, work.resizer->taps());
        work.bytes_read += static_cast<double>(read.count);
    }
    return {};
}

std::size_t copies_for(std::uint64_t bytes, Bytes footprint) {
    return static_cast<std::size_t>(std::max<std::uint64_t>(2, (footprint.count + bytes - 1) / bytes));
}

// Whole sets of the images, in the same order, so that an execution always resizes each of them once.
void add_copies(Work& work, Bytes footprint) {
    std::uint64_t bytes = 0;
    for (const Image& source : work.sources) bytes += source.bytes().size();
    const std::size_t count = work.sources.size();
    const std::size_t copies = copies_for(bytes, footprint);
    work.sources.reserve(count * copies);
    for (std::size_t i = count; i < count * copies; ++i) work.sources.push_back(work.sources[i - count]);
}

Result<void> add_fidelity(const ResizeCase& one, const Work& work, Preparation& preparation) {
    auto& metrics = preparation.process_metrics;
    const auto count = static_cast<double>(work.targets.size());
    for (std::size_t i = 0; i < work.targets.size(); ++i) {
        std::optional<Fidelity> fidelity;
        for (const auto& [prefix, filter] : {std::pair{"", one.filter}, std::pair{"bicubic_", ResizeFilter::bicubic}}) {
            // A case of the bicubic filter has one reference, which takes its time only once.
            if (!fidelity || filter != one.filter) {
                const Image& target = work.targets[i];
                const auto found =
                    compute_fidelity(target, compute_reference_resize(work.sources[i], target.size(), filter));
                if (!found) return fail(found.error());
                fidelity = *found;
            }
            metrics[fmt::format("{}psnr", prefix)] += fidelity->psnr_db / count;
            metrics[fmt::format("{}ssim", prefix)] += fidelity->ssim / count;
        }
    }
    return {};
}

EngineFacts facts_of(const ResizeCase& one, const Resizer& resizer) {
    EngineFacts facts;
    facts.name = one.implementation;
    facts.version = resizer.version();
    return facts;
}

Result<Work> make_work(const ResizeCase& one, Preparation& preparation) {
    Work work;
    auto resizer = make_resizer(one.implementation, {.filter = one.filter, .threads = one.threads});
    if (!resizer) return fail(std::move(resizer).error());
    work.resizer = *std::move(resizer);
    if (auto right = check_resizer(*work.resizer, one.channels, one.type); !right) return fail(right.error());
    auto sources = read_resize_sources(one, preparation);
    if (!sources) return fail(std::move(sources).error());
    work.sources = *std::move(sources);
    if (auto made = make_targets(one, work); !made) return fail(made.error());
    if (auto resized = resize_all(work); !resized) return fail(resized.error());
    work.digest = digest_of_targets(work);
    return work;
}

}  // namespace

std::vector<MetricDefinition> resize_metrics() {
    constexpr auto kHigher = Direction::higher_is_better;
    return {{"pixel_throughput", 1, "megapixels/s", kHigher, Reduction::median, "pixels of the source over the time"},
            {"psnr", 1, "dB", kHigher, Reduction::median,
             "to the same filter, antialiased, in double precision; 200 dB: equal"},
            {"ssim", 1, "ratio", kHigher, Reduction::median, "likewise, structural similarity"},
            {"bicubic_psnr", 1, "dB", kHigher, Reduction::median,
             "to the antialiased bicubic filter, what Qwen's vision encoders are trained on"},
            {"bicubic_ssim", 1, "ratio", kHigher, Reduction::median, "likewise, structural similarity"}};
}

Result<Measure> prepare_resize(Preparation& preparation, Bytes footprint) {
    const auto one = parse_resize_case(preparation.parameters, preparation.seed);
    if (!one) return fail(one.error());
    auto made = make_work(*one, preparation);
    if (!made) return fail(std::move(made).error());
    auto work = std::make_unique<Work>(*std::move(made));
    if (auto added = add_fidelity(*one, *work, preparation); !added) return fail(added.error());
    if (one->from_memory) add_copies(*work, footprint);
    preparation.facts.engine = facts_of(*one, *work->resizer);
    // Its metrics say how much it read already: what is left to know is which ceiling is its own.
    preparation.facts.costs.emplace();
    preparation.facts.costs->threads = one->threads;

    return [work = std::move(work)](Sample& sample) -> Result<void> {
        std::optional<Error> failure;
        sample.time("latency", [&] {
            if (auto resized = resize_all(*work); !resized) failure = std::move(resized).error();
        });
        if (failure) return fail(*std::move(failure));
        const std::string digest = digest_of_targets(*work);
        if (digest != work->digest) {
            return fail(ErrorKind::malformed, "one image was resized to different pixels",
                        "check memory and cooling of this machine, and the library's build");
        }
        const double latency_s = sample.values().at("latency").front();
        sample.record("pixel_throughput", work->megapixels / latency_s);
        sample.record("memory_throughput", work->bytes_read / latency_s);
        sample.set_output_digest(digest);
        return {};
    };
}

Result<Bytes> estimate_resize_memory(const Parameters& parameters) {
    const auto one = parse_resize_case(parameters, 1);
    if (!one) return fail(one.error());
    if (one->source.width == 0) return fail(ErrorKind::unsupported, "the sizes of the user's images are not known yet");
    const auto target = one->target.size_for(one->source);
    if (!target) return fail(target.error());
    const auto bytes_of = [&](ImageSize size, std::size_t channel_bytes) {
        return static_cast<std::uint64_t>(size.pixels()) * static_cast<std::uint64_t>(one->channels) * channel_bytes;
    };
    const std::uint64_t source = bytes_of(one->source, size_of(one->type));
    const std::uint64_t sources = one->from_memory ? source * copies_for(source, kColdFootprint) : source;
    const std::uint64_t reference = bytes_of(*target, sizeof(double));
    return Bytes{sources + reference + bytes_of(*target, size_of(one->type))} + mebibytes(96);
}

}  // namespace inference_pio
