#include "configuration/value_rule.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <optional>
#include <utility>

#include "configuration/command_settings.hpp"
#include "configuration/configuration.hpp"
#include "contracts/name_pattern.hpp"

namespace inference_pio {
namespace {

std::string text_of(const WrittenValue& written) {
    if (const auto* text = std::get_if<std::string>(&written)) return in_quotes(*text);
    if (const auto* whole = std::get_if<std::int64_t>(&written)) return fmt::format("{}", *whole);
    if (const auto* real = std::get_if<double>(&written)) return fmt::format("{}", *real);
    if (std::holds_alternative<std::vector<std::string>>(written)) return "a list of texts";
    return std::string(std::get<OtherValue>(written).is);
}

tl::unexpected<Error> refuse(const WrittenValue& written, std::string_view why, std::string remedy) {
    return fail(ErrorKind::malformed, fmt::format("{} {}", text_of(written), why), std::move(remedy));
}

std::optional<double> number_of(const WrittenValue& written) {
    if (const auto* whole = std::get_if<std::int64_t>(&written)) return static_cast<double>(*whole);
    if (const auto* real = std::get_if<double>(&written)) return *real;
    return std::nullopt;
}

Result<ConfigurationValue> check_share(const WrittenValue& written) {
    if (const auto* text = std::get_if<std::string>(&written)) {
        auto share = parse_share(*text);
        if (!share)
            return fail(ErrorKind::malformed, std::move(share.error().message), std::move(share.error().remedy));
        return *share;
    }
    const auto number = number_of(written);
    if (!number) return refuse(written, "is no share", "write 0.03 or \"3%\"");
    if (*number >= 0 && *number < 1) return *number;
    // Whoever writes 3 means 3 %; whoever writes 300 means something that a share cannot be.
    if (*number >= 1 && *number < 100) {
        return refuse(written, "is not below 1, which is 100 %",
                      fmt::format("write {0} or \"{1}%\"", *number / 100, *number));
    }
    return refuse(written, "is no share from 0 to below 1", "write 0.03 or \"3%\"");
}

Result<ConfigurationValue> check_certainty(const WrittenValue& written) {
    auto share = check_share(written);
    if (share && std::get<double>(*share) > 0) return share;
    return refuse(written, "is no certainty between 0 and 1", "write 0.95 or \"95%\"");
}

Result<ConfigurationValue> check_count(const ValueRule& rule, const WrittenValue& written) {
    const auto within = fmt::format("write a whole number from {} to {}", rule.lowest, rule.highest);
    if (const auto* whole = std::get_if<std::int64_t>(&written)) {
        if (*whole >= rule.lowest && *whole <= rule.highest) return static_cast<int>(*whole);
        return refuse(written, *whole < rule.lowest ? "is too small" : "is too large", within);
    }
    const bool as_text = std::holds_alternative<std::string>(written);
    return refuse(written, "is no whole number", as_text ? within + ", without quotation marks" : within);
}

Result<ConfigurationValue> check_duration(const WrittenValue& written) {
    if (const auto* text = std::get_if<std::string>(&written)) {
        auto duration = parse_duration(*text);
        if (duration) return *duration;
        return fail(ErrorKind::malformed, std::move(duration.error().message), std::move(duration.error().remedy));
    }
    const auto number = number_of(written);
    const bool sensible = number && *number > 0 && std::isfinite(*number);
    return refuse(written, "is no duration with a unit",
                  sensible ? fmt::format("write \"{0}s\" for seconds, \"{0}m\" for minutes", *number)
                           : "write \"90s\", \"10m\" or \"1.5h\"");
}

bool is_blank_or_control(char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f; }

Result<ConfigurationValue> check_text(const ValueRule& rule, const WrittenValue& written) {
    const auto* text = std::get_if<std::string>(&written);
    if (text == nullptr) return refuse(written, "is no text", "write it in quotation marks");
    if (text->find('\0') != std::string::npos) return refuse(written, "has a zero byte in it", "take it out");
    if (rule.kind == ValueKind::glob || rule.kind == ValueKind::text) return *text;
    if (std::all_of(text->begin(), text->end(), is_blank_or_control)) {
        return refuse(written, "is empty", "write something, or take the key out");
    }
    const bool is_word = rule.kind == ValueKind::branch || rule.kind == ValueKind::name;
    if (is_word && std::any_of(text->begin(), text->end(), is_blank_or_control)) {
        return refuse(written,
                      rule.kind == ValueKind::branch ? "is no name of a branch: it has a blank in it"
                                                     : "is no name: it has a blank in it",
                      "write one word, such as \"main\"");
    }
    if (rule.kind == ValueKind::folder) {
        const auto folder = std::filesystem::path(*text).lexically_normal();
        if (folder.is_absolute() || *folder.begin() == "..") {
            return refuse(written, "does not lie inside of a checkout",
                          "write a path relative to its root, such as \"build/release\"");
        }
    }
    return *text;
}

Result<ConfigurationValue> check_sampling(const WrittenValue& written) {
    const auto* text = std::get_if<std::string>(&written);
    if (text != nullptr && (*text == "quick" || *text == "standard" || *text == "thorough")) return *text;
    return refuse(written, "is none of the three words", "write \"quick\", \"standard\" or \"thorough\"");
}

Result<ConfigurationValue> check_texts(const WrittenValue& written) {
    const auto* texts = std::get_if<std::vector<std::string>>(&written);
    if (texts == nullptr) return refuse(written, "is no list of texts", "write [\"one\", \"another\"]");
    for (const std::string& text : *texts) {
        if (auto checked = check_text({ValueKind::path}, text); !checked) return checked;
    }
    return *texts;
}

Result<ConfigurationValue> check_command_line(const WrittenValue& written) {
    const auto* words = std::get_if<std::vector<std::string>>(&written);
    if (words == nullptr && !std::holds_alternative<std::string>(written)) {
        return refuse(written, "is no command", "write [\"program\", \"argument\"], or a line for the shell");
    }
    if (words == nullptr) return check_text({ValueKind::command}, written);
    const auto has_zero = [](const std::string& word) { return word.find('\0') != std::string::npos; };
    if (std::any_of(words->begin(), words->end(), has_zero)) {
        return refuse(written, "has a zero byte in it", "take it out");
    }
    if (!words->empty() && !words->front().empty()) return *words;
    return refuse(written, "names no program", "write [\"program\", \"argument\"]");
}

Result<ConfigurationValue> check_suite(const WrittenValue& written) {
    const auto* text = std::get_if<std::string>(&written);
    if (text != nullptr && is_command_name(*text)) return *text;
    return refuse(written, "is no name of a suite", "use letters, digits, '_', '-' and '.', a letter or digit first");
}

Result<ConfigurationValue> check_format(const WrittenValue& written) {
    const std::vector<std::string>& formats = command_formats();
    const auto* text = std::get_if<std::string>(&written);
    if (text != nullptr && std::find(formats.begin(), formats.end(), *text) != formats.end()) return *text;
    return refuse(written, "is no format that is known", fmt::format("write \"{}\"", fmt::join(formats, "\" or \"")));
}

Result<ConfigurationValue> check_inconclusive(const WrittenValue& written) {
    const std::string fail_word(to_string(Inconclusive::fail));
    const std::string warn_word(to_string(Inconclusive::warn));
    const auto* text = std::get_if<std::string>(&written);
    if (text != nullptr && *text == fail_word) return Inconclusive::fail;
    if (text != nullptr && *text == warn_word) return Inconclusive::warn;
    return refuse(written, "is neither of the two words", "write \"fail\" or \"warn\"");
}

}  // namespace

Result<ConfigurationValue> check_value(const ValueRule& rule, const WrittenValue& written) {
    switch (rule.kind) {
        case ValueKind::share:
            return check_share(written);
        case ValueKind::certainty:
            return check_certainty(written);
        case ValueKind::duration:
            return check_duration(written);
        case ValueKind::count:
            return check_count(rule, written);
        case ValueKind::inconclusive:
            return check_inconclusive(written);
        case ValueKind::sampling:
            return check_sampling(written);
        case ValueKind::texts:
            return check_texts(written);
        case ValueKind::command_line:
            return check_command_line(written);
        case ValueKind::suite:
            return check_suite(written);
        case ValueKind::format:
            return check_format(written);
        case ValueKind::text:
        case ValueKind::branch:
        case ValueKind::command:
        case ValueKind::folder:
        case ValueKind::glob:
        case ValueKind::path:
        case ValueKind::name:
            break;
    }
    return check_text(rule, written);
}

std::string describe(const ValueRule& rule) {
    switch (rule.kind) {
        case ValueKind::branch:
            return "name of a branch";
        case ValueKind::command:
            return "shell command";
        case ValueKind::folder:
            return "folder, relative to the checkout";
        case ValueKind::glob:
            return "pattern";
        case ValueKind::path:
            return "path";
        case ValueKind::name:
            return "word";
        case ValueKind::sampling:
            return "`\"quick\"`, `\"standard\"` or `\"thorough\"`";
        case ValueKind::texts:
            return "list of texts";
        case ValueKind::command_line:
            return "list of words, or a line for the shell";
        case ValueKind::text:
            return "text";
        case ValueKind::suite:
            return "word";
        case ValueKind::format:
            return fmt::format("`\"{}\"`", fmt::join(command_formats(), "\"`, `\""));
        case ValueKind::share:
            return "share, from 0 to below 1";
        case ValueKind::certainty:
            return "share, between 0 and 1";
        case ValueKind::duration:
            return "duration";
        case ValueKind::count:
            return fmt::format("whole number from {} to {}", rule.lowest, rule.highest);
        case ValueKind::inconclusive:
            return "`\"fail\"` or `\"warn\"`";
    }
    return {};
}

std::string quoted_toml(std::string_view text) {
    std::string quoted = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            quoted += fmt::format("\\{}", c);
        } else if (is_blank_or_control(c) && c != ' ') {
            quoted += fmt::format("\\u{:04X}", static_cast<unsigned>(c));
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string to_toml(const ConfigurationValue& value) {
    if (const auto* text = std::get_if<std::string>(&value)) return quoted_toml(*text);
    if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
        std::vector<std::string> quoted;
        for (const std::string& text : *texts) quoted.push_back(quoted_toml(text));
        return fmt::format("[{}]", fmt::join(quoted, ", "));
    }
    if (const auto* share = std::get_if<double>(&value)) return fmt::format("\"{:g}%\"", *share * 100);
    if (const auto* count = std::get_if<int>(&value)) return fmt::format("{}", *count);
    if (const auto* duration = std::get_if<Seconds>(&value)) return fmt::format("\"{:g}s\"", duration->count());
    return fmt::format("\"{}\"", to_string(std::get<Inconclusive>(value)));
}

std::string printable(std::string_view text, std::size_t longest) {
    const bool cut = text.size() > longest;
    if (cut) {
        std::size_t end = longest;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80) --end;
        text = text.substr(0, end);
    }
    std::string clean;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto byte = static_cast<unsigned char>(text[i]);
        // U+0080 to U+009F are control characters too.
        const bool pair = byte == 0xC2 && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) < 0xA0;
        clean += byte < 0x20 || byte == 0x7f || pair ? '?' : text[i];
        if (pair) ++i;
    }
    return cut ? clean + "…" : clean;
}

std::string in_quotes(std::string_view text) { return "'" + printable(text, 60) + "'"; }

}  // namespace inference_pio
