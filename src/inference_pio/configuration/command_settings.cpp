#include "configuration/command_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "configuration/value_rule.hpp"

namespace inference_pio {
namespace {

bool is_small_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_small_letter(c) || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_axis_name(std::string_view name) {
    return !name.empty() && is_small_letter(name[0]) &&
           std::all_of(name.begin(), name.end(), [](char c) { return is_small_letter(c) || is_digit(c) || c == '_'; });
}

bool is_used(const CommandSettings& command, const std::string& parameter) {
    return has_placeholder(command.run, parameter) || has_placeholder(command.prepare, parameter) ||
           has_placeholder(command.cleanup, parameter) ||
           std::any_of(command.environment.begin(), command.environment.end(),
                       [&](const auto& entry) { return has_placeholder(entry.second, parameter); });
}

}  // namespace

const std::vector<std::string>& command_formats() {
    static const std::vector<std::string> kFormats{"text", "google-benchmark", "llama-bench", "pytest-benchmark"};
    return kFormats;
}

bool is_command_name(std::string_view name) {
    constexpr std::size_t kLongest = 64;
    return !name.empty() && name.size() <= kLongest && (is_letter(name[0]) || is_digit(name[0])) &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return is_letter(c) || is_digit(c) || c == '_' || c == '-' || c == '.'; });
}

Result<Axis> parameter_axis(const std::string& name, std::vector<Value> values) {
    if (!is_axis_name(name)) {
        return fail(ErrorKind::malformed, fmt::format("{} is no name for a parameter", in_quotes(name)),
                    "use small letters, digits and underscores, a letter first");
    }
    if (values.empty()) {
        return fail(ErrorKind::malformed, fmt::format("{} has no value", in_quotes(name)),
                    "write [1, 2], or one value");
    }
    const auto is_real = [](const Value& value) { return std::holds_alternative<double>(value); };
    if (std::any_of(values.begin(), values.end(), is_real)) {
        for (Value& value : values) {
            if (const auto* whole = std::get_if<std::int64_t>(&value)) value = static_cast<double>(*whole);
        }
    }
    const ValueType type = type_of(values.front());
    Axis axis{name, type, {}};
    for (Value& value : values) {
        if (type_of(value) != type) {
            return fail(ErrorKind::malformed,
                        fmt::format("the values of {} are of several types: {} and {}", in_quotes(name),
                                    to_string(type), to_string(type_of(value))),
                        "write all of them as numbers, or all of them in quotation marks");
        }
        if (!parse_value(type, to_string(value))) {
            return fail(ErrorKind::malformed,
                        fmt::format("{} of {} cannot stand in the name of a case", in_quotes(to_string(value)), name),
                        "take out commas, brackets, equals signs and control characters; text that needs them goes "
                        "into `run` itself");
        }
        if (std::find(axis.values.begin(), axis.values.end(), value) == axis.values.end()) {
            axis.values.push_back(std::move(value));
        }
    }
    return axis;
}

Result<void> check_command(const CommandSettings& command) {
    if (command.run.empty()) {
        return fail(ErrorKind::malformed, "there is nothing to run",
                    "write run = [\"program\", \"argument\"], or a line for the shell: run = \"program argument\"");
    }
    for (const Axis& parameter : command.parameters) {
        if (is_used(command, parameter.name)) continue;
        return fail(
            ErrorKind::malformed,
            fmt::format("the parameter '{0}' stands nowhere in run, prepare, cleanup or environment", parameter.name),
            fmt::format("write {{{}}} where its value goes, or take it out", parameter.name));
    }
    return {};
}

}  // namespace inference_pio
