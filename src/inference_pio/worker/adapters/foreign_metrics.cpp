#include "worker/adapters/foreign_metrics.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "common/digest.hpp"
#include "records/relaxed_json.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kLongestName = 64;
constexpr std::size_t kDigestLength = 8;
constexpr std::size_t kDeepestNesting = 64;

std::string snake_case_of(std::string_view text) {
    std::string name;
    for (const char c : text) {
        const bool capital = c >= 'A' && c <= 'Z';
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (capital || kept) {
            name += capital ? static_cast<char>(c - 'A' + 'a') : c;
        } else if (!name.empty() && name.back() != '_') {
            name += '_';
        }
    }
    while (!name.empty() && name.back() == '_') name.pop_back();
    if (name.empty()) return "metric";
    return name[0] >= '0' && name[0] <= '9' ? "n" + name : name;
}

// What may be the document: from a line that begins with a bracket to the last bracket of its kind. A banner such as
// "[info] …" begins with one too, so there may be several.
std::vector<std::string_view> documents_in(std::string_view output) {
    constexpr std::size_t kMost = 16;
    std::vector<std::string_view> documents;
    std::size_t line = 0;
    while (line < output.size() && documents.size() < kMost) {
        const std::size_t first = output.find_first_not_of(" \t\r", line);
        if (first == output.npos) break;
        if (output[first] == '{' || output[first] == '[') {
            const std::size_t last = output.rfind(output[first] == '{' ? '}' : ']');
            if (last != output.npos && last > first) documents.push_back(output.substr(first, last + 1 - first));
        }
        line = std::min(output.find('\n', first), output.size() - 1) + 1;
    }
    return documents;
}

}  // namespace

std::string foreign_metric_name(std::string_view tool, std::string_view text) {
    std::string name = snake_case_of(text);
    const std::size_t room = kLongestName - tool.size() - 1;
    if (name.size() > room) {
        std::string digest = digest_of(text);
        digest.erase(0, digest.find(':') + 1);
        name = name.substr(0, room - kDigestLength - 1) + "_" + digest.substr(0, kDigestLength);
    }
    return fmt::format("{}.{}", tool, name);
}

void ForeignMetrics::add(std::string_view key, MetricDefinition kind, double value) {
    if (!std::isfinite(value)) return;
    auto place = places_.find(key);
    if (place == places_.end()) {
        const auto taken = [&](const std::string& name) {
            return std::any_of(metrics_.begin(), metrics_.end(),
                               [&](const ForeignMetric& metric) { return metric.definition.name == name; });
        };
        kind.name = foreign_metric_name(tool_, key);
        for (int number = 2; taken(kind.name); ++number) {
            kind.name = foreign_metric_name(tool_, fmt::format("{}_{}", key, number));
        }
        place = places_.emplace(key, metrics_.size()).first;
        metrics_.push_back({std::move(kind), {}});
    }
    metrics_[place->second].values.push_back(value);
}

Result<Json> parse_foreign_json(std::string_view output, std::string_view source) {
    std::optional<Error> first;
    for (const std::string_view document : documents_in(output)) {
        auto json = parse_json(document);
        if (!json) {
            const auto strict = make_strict_json(document, kDeepestNesting);
            if (strict) json = parse_json(strict->text);
        }
        if (json) return json;
        if (!first) first = std::move(json.error());
    }
    if (first) return fail(ErrorKind::malformed, fmt::format("the JSON of {}: {}", source, first->message));
    return fail(ErrorKind::malformed, fmt::format("{} wrote no JSON", source),
                "check that it prints its results, and that it was asked for JSON");
}

std::optional<double> number_in(const Json& object, std::string_view key) {
    if (!object.is_object()) return std::nullopt;
    const auto found = object.find(std::string(key));
    if (found == object.end() || !found->is_number()) return std::nullopt;
    return found->get<double>();
}

std::string text_in(const Json& object, std::string_view key) {
    if (!object.is_object()) return {};
    const auto found = object.find(std::string(key));
    return found == object.end() || !found->is_string() ? std::string() : found->get<std::string>();
}

void record_foreign(std::vector<ForeignMetric> metrics, Sample& sample) {
    for (ForeignMetric& metric : metrics) {
        const std::string name = metric.definition.name;
        sample.define(std::move(metric.definition));
        sample.record(name, std::move(metric.values));
    }
}

}  // namespace inference_pio
