#include "engines/engine_options.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace inference_pio {
namespace {

template <class T>
std::optional<T> parse_number(std::string_view text) {
    T value{};
    const char* end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end) return std::nullopt;
    return value;
}

}  // namespace

const std::string* EngineOptionReader::find(std::string_view key) {
    known_.emplace_back(key);
    const auto found = options_.find(known_.back());
    return found == options_.end() ? nullptr : &found->second;
}

void EngineOptionReader::refuse(std::string_view key, std::string_view text, std::string expected) {
    if (first_error_) return;
    first_error_ =
        Error{ErrorKind::invalid_argument, fmt::format("engine option {}={} of {} is not valid", key, text, engine_),
              fmt::format("give {}", expected)};
}

std::int64_t EngineOptionReader::integer(std::string_view key, std::int64_t fallback, std::int64_t minimum,
                                         std::int64_t maximum) {
    const std::string* text = find(key);
    if (text == nullptr) return fallback;
    const auto value = parse_number<std::int64_t>(*text);
    if (value && *value >= minimum && *value <= maximum) return *value;
    refuse(key, *text, fmt::format("an integer from {} to {}", minimum, maximum));
    return fallback;
}

double EngineOptionReader::real(std::string_view key, double fallback, double minimum, double maximum) {
    const std::string* text = find(key);
    if (text == nullptr) return fallback;
    const auto value = parse_number<double>(*text);
    if (value && std::isfinite(*value) && *value >= minimum && *value <= maximum) return *value;
    refuse(key, *text, fmt::format("a number from {} to {}", minimum, maximum));
    return fallback;
}

std::string EngineOptionReader::word(std::string_view key, std::string_view fallback,
                                     const std::vector<std::string>& allowed) {
    const std::string* text = find(key);
    if (text == nullptr) return std::string(fallback);
    if (std::find(allowed.begin(), allowed.end(), *text) != allowed.end()) return *text;
    refuse(key, *text, fmt::format("one of {}", fmt::join(allowed, ", ")));
    return std::string(fallback);
}

std::string EngineOptionReader::text(std::string_view key, std::string_view fallback) {
    const std::string* text = find(key);
    return text == nullptr ? std::string(fallback) : *text;
}

bool EngineOptionReader::on_off(std::string_view key, bool fallback) {
    return word(key, fallback ? "on" : "off", {"on", "off"}) == "on";
}

Result<void> EngineOptionReader::finish() const {
    for (const auto& [key, _] : options_) {
        if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
        return fail(ErrorKind::invalid_argument, fmt::format("engine {} has no option '{}'", engine_, key),
                    fmt::format("its options are {}", fmt::join(known_, ", ")));
    }
    if (first_error_) return fail(*first_error_);
    return {};
}

std::string option_text(double value) { return fmt::format("{}", value); }

}  // namespace inference_pio
