// Engine options: `--engine-option key=value` as text, read into typed values against a list of known keys.
//
// Pure. Thread safety: a reader belongs to one thread.
#pragma once

#include <cstdint>
#include <inference_pio/result.hpp>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// Reads options one by one; the first bad value is kept and reported by finish(), which also reports
// keys that nobody asked for. Every reading function gives `fallback` for an option that is not there
// or is bad, so that a caller reads straight through.
class EngineOptionReader {
public:
    EngineOptionReader(std::string_view engine, const std::map<std::string, std::string>& options)
        : engine_(engine), options_(options) {}

    [[nodiscard]] std::int64_t integer(std::string_view key, std::int64_t fallback, std::int64_t minimum,
                                       std::int64_t maximum);
    [[nodiscard]] double real(std::string_view key, double fallback, double minimum, double maximum);
    [[nodiscard]] std::string word(std::string_view key, std::string_view fallback,
                                   const std::vector<std::string>& allowed);
    [[nodiscard]] std::string text(std::string_view key, std::string_view fallback);
    [[nodiscard]] bool on_off(std::string_view key, bool fallback);

    // Errors: invalid_argument, naming the engine, the key, and the keys or values that exist.
    [[nodiscard]] Result<void> finish() const;

private:
    [[nodiscard]] const std::string* find(std::string_view key);
    void refuse(std::string_view key, std::string_view text, std::string expected);

    std::string engine_;
    const std::map<std::string, std::string>& options_;
    std::vector<std::string> known_;
    std::optional<Error> first_error_;
};

// Shortest text that reads back to the same number: how options are shown.
[[nodiscard]] std::string option_text(double value);

}  // namespace inference_pio
