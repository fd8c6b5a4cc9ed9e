#include "statistics/timeline_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <numeric>
#include <string_view>
#include <utility>

namespace inference_pio {
namespace {

// The median by the usual rule: the mean of the two middle values of an even count. Not empty.
double compute_median(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    if (values.size() % 2 == 1) return *middle;
    return (*std::max_element(values.begin(), middle) + *middle) / 2;
}

tl::unexpected<Error> disorder(std::string_view what, std::string_view earlier, Nanoseconds a, std::string_view later,
                               Nanoseconds b) {
    return fail(ErrorKind::malformed, fmt::format("timeline out of order{}: {} at {} ns comes after {} at {} ns", what,
                                                  earlier, a.count(), later, b.count()));
}

Result<void> check_sequence(const Timeline& timeline, std::size_t index) {
    const SequenceTimeline& one = timeline.sequences[index];
    const std::string what = fmt::format(" in sequence {}", index);
    if (one.token_available.empty()) return fail(ErrorKind::malformed, fmt::format("sequence {} has no token", index));
    if (one.token_available.size() != one.tokens.size()) {
        return fail(ErrorKind::malformed, fmt::format("sequence {} has {} tokens and {} stamps", index,
                                                      one.tokens.size(), one.token_available.size()));
    }
    if (timeline.prefilled > one.token_available.front()) {
        return disorder(what, "prefilled", timeline.prefilled, "the first token", one.token_available.front());
    }
    const auto back = std::adjacent_find(one.token_available.begin(), one.token_available.end(), std::greater<>());
    if (back != one.token_available.end()) return disorder(what, "a token", *back, "the next token", *(back + 1));
    return {};
}

Result<void> check_order(const Timeline& timeline) {
    const std::array<std::pair<std::string_view, Nanoseconds>, 4> stamps{{{"submitted", timeline.submitted},
                                                                          {"tokenized", timeline.tokenized},
                                                                          {"prefill_begin", timeline.prefill_begin},
                                                                          {"prefilled", timeline.prefilled}}};
    for (std::size_t i = 0; i + 1 < stamps.size(); ++i) {
        if (stamps[i].second > stamps[i + 1].second) {
            return disorder("", stamps[i].first, stamps[i].second, stamps[i + 1].first, stamps[i + 1].second);
        }
    }
    if (timeline.sequences.empty()) return fail(ErrorKind::malformed, "timeline has no sequence");
    for (std::size_t i = 0; i < timeline.sequences.size(); ++i) {
        if (auto checked = check_sequence(timeline, i); !checked) return checked;
    }
    for (const Span& span : timeline.image_spans) {
        if (span.begin > span.end) return disorder(" in span " + span.name, "begin", span.begin, "end", span.end);
    }
    return {};
}

double span_s(Nanoseconds begin, Nanoseconds end) { return to_seconds(end - begin); }

// What concerns the prompt: everything up to the first token.
void add_first_token_metrics(const Timeline& timeline, MetricValues& values) {
    std::vector<double> ttft_s;
    std::int64_t prompt_tokens = 0;
    for (const SequenceTimeline& one : timeline.sequences) {
        ttft_s.push_back(span_s(timeline.submitted, one.token_available.front()));
        prompt_tokens += one.prompt_tokens;
    }
    values["ttft"] = {compute_median(ttft_s)};
    values["ttft_max"] = {*std::max_element(ttft_s.begin(), ttft_s.end())};
    values["tokenize_time"] = {span_s(timeline.submitted, timeline.tokenized)};
    const double prefill_s = span_s(timeline.prefill_begin, timeline.prefilled);
    values["prefill_time"] = {prefill_s};
    values["prefill_fast"] = {prefill_s};
    // A span of zero has no rate.
    if (prefill_s > 0 && prompt_tokens > 0) {
        values["prefill_throughput"] = {static_cast<double>(prompt_tokens) / prefill_s};
    }
}

// What concerns the tokens after the first. Left out unless every sequence has two.
void add_decode_metrics(const Timeline& timeline, Nanoseconds first, Nanoseconds last, MetricValues& values) {
    std::vector<double> tpot_s;
    std::vector<double> gaps_s;
    std::int64_t decoded = 0;
    for (const SequenceTimeline& one : timeline.sequences) {
        const auto& stamps = one.token_available;
        if (stamps.size() < 2) return;
        tpot_s.push_back(span_s(stamps.front(), stamps.back()) / static_cast<double>(stamps.size() - 1));
        for (std::size_t i = 0; i + 1 < stamps.size(); ++i) gaps_s.push_back(span_s(stamps[i], stamps[i + 1]));
        decoded += static_cast<std::int64_t>(stamps.size()) - 1;
    }
    values["tpot"] = {compute_median(tpot_s)};
    // decode_fast is the gaps as they are: the process's value is their lower decile, over all its samples.
    values["decode_fast"] = gaps_s;
    values["itl"] = std::move(gaps_s);
    // The first sampling lies before the first token, so it is not part of this interval.
    Nanoseconds sampling{};
    if (!timeline.sampling.empty()) {
        sampling = std::accumulate(timeline.sampling.begin() + 1, timeline.sampling.end(), Nanoseconds{});
    }
    const double decode_s = to_seconds(last - first - sampling);
    if (decode_s > 0) values["decode_throughput"] = {static_cast<double>(decoded) / decode_s};
}

// Image work by kind, summed over the images of the batch, and what completes the TTFT then.
void add_image_metrics(const Timeline& timeline, MetricValues& values) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kMetricOfSpan{
        {{"image_decode", "image_decode_time"},
         {"image_preprocess", "image_preprocess_time"},
         {"vision_encode", "vision_encode_time"},
         {"image_prefill", "image_prefill_time"},
         {"text_prefill", "text_prefill_time"}}};
    if (timeline.image_spans.empty()) return;
    std::int64_t image_tokens = 0;
    std::vector<double> first_sampling_s;
    for (const SequenceTimeline& one : timeline.sequences) {
        image_tokens += one.image_tokens;
        first_sampling_s.push_back(span_s(timeline.prefilled, one.token_available.front()));
    }
    if (image_tokens > 0) values["image_tokens"] = {static_cast<double>(image_tokens)};
    values["first_sampling_time"] = {compute_median(std::move(first_sampling_s))};
    for (const Span& span : timeline.image_spans) {
        for (const auto& [name, metric] : kMetricOfSpan) {
            if (span.name != name) continue;
            std::vector<double>& value =
                values.try_emplace(std::string(metric), std::vector<double>{0.0}).first->second;
            value.front() += span_s(span.begin, span.end);
        }
    }
}

}  // namespace

Result<MetricValues> compute_generation_metrics(const Timeline& timeline) {
    if (auto ordered = check_order(timeline); !ordered) return fail(std::move(ordered).error());

    MetricValues values;
    Nanoseconds first = Nanoseconds::max();
    Nanoseconds last = Nanoseconds::min();
    std::size_t tokens = 0;
    for (const SequenceTimeline& one : timeline.sequences) {
        first = std::min(first, one.token_available.front());
        last = std::max(last, one.token_available.back());
        tokens += one.tokens.size();
    }
    add_first_token_metrics(timeline, values);
    add_decode_metrics(timeline, first, last, values);
    add_image_metrics(timeline, values);
    const double e2e_s = span_s(timeline.submitted, last);
    values["e2e_latency"] = {e2e_s};
    if (e2e_s > 0) values["throughput"] = {static_cast<double>(tokens) / e2e_s};
    if (!timeline.sampling.empty()) {
        std::vector<double> sampling_s;
        for (const Nanoseconds one : timeline.sampling) sampling_s.push_back(to_seconds(one));
        values["sampling_time"] = {compute_median(std::move(sampling_s))};
    }
    return values;
}

}  // namespace inference_pio
