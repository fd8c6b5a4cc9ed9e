#include "cli/case_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <utility>

#include "cli/configured.hpp"

namespace inference_pio {
namespace {

void choose_cases(const Configuration& configuration, const RunChoices& choices, RunOptions& options) {
    // Whoever names folders means what lies there.
    if (options.paths.empty()) {
        options.paths = paths_of(configuration);
        options.commands = configuration.commands;
    }
    if (options.patterns.empty()) options.patterns = choices.patterns;
    if (options.engine.empty()) options.engine = choices.engine.value_or(std::string(kDefaultEngine));
    for (const auto& [axis, values] : choices.axes) {
        const bool typed = std::any_of(options.parameters.begin(), options.parameters.end(),
                                       [&](const ParameterOverride& given) { return given.axis == axis; });
        if (!typed) options.parameters.push_back({axis, values, false});
    }
}

}  // namespace

CLI::Validator duration_option() {
    return CLI::AsNumberWithUnit(
        std::map<std::string, double>{{"ms", 1e-3}, {"s", 1}, {"m", 60}, {"min", 60}, {"h", 3600}},
        CLI::AsNumberWithUnit::CASE_SENSITIVE, "DURATION");
}

// "2%" becomes 0.02. (AsNumberWithUnit takes letters only.)
CLI::Validator share_option() {
    return CLI::Validator(
        [](std::string& text) {
            const bool percent = text.ends_with('%');
            double number = 0;
            if (!CLI::detail::lexical_cast(text.substr(0, text.size() - (percent ? 1 : 0)), number)) {
                return fmt::format("'{}' is not a share, such as 2%", text);
            }
            text = fmt::format("{}", percent ? number / 100 : number);
            return std::string();
        },
        "SHARE");
}

void add_case_options(CLI::App& command, TypedCases& typed) {
    command.add_option("PATTERN", typed.run.patterns,
                       "Globs on benchmark or case names, such as 'qwen3_*/performance/*'; none: everything");
    command.add_option("--path", typed.run.paths, "Discover in this folder instead of the project's own")
        ->type_name("DIR")
        ->allow_extra_args(false);
    command.add_option("--param", typed.parameters, "Values of an axis, such as batch_size=1,4 (repeatable)")
        ->type_name("NAME=VALUES")
        ->allow_extra_args(false);
    typed.run.engine.clear();  // not given: choose_cases()
    command.add_option("--engine", typed.run.engine, "llama_cpp or simulated")
        ->default_str(std::string(kDefaultEngine));
    command.add_option("--engine-option", typed.engine_options, "An engine's own option, key=value (repeatable)")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    command.add_option("--model-file", typed.run.model_file, "Your own GGUF checkpoint")->check(CLI::ExistingFile);
    command.add_option("--projector-file", typed.run.projector_file, "Your own GGUF vision projector")
        ->check(CLI::ExistingFile);
    command.add_option("--prompt-file", typed.run.prompt_file, "Text that prompts are cut from")
        ->check(CLI::ExistingFile);
    command.add_option("--images", typed.run.images, "Folder of your own JPEG and PNG photographs to resize")
        ->check(CLI::ExistingDirectory);
}

Result<void> parse_parameters(const std::vector<std::string>& texts, RunOptions& options) {
    for (const std::string& text : texts) {
        auto parameter = parse_parameter_override(text);
        if (!parameter) return fail(std::move(parameter.error()));
        options.parameters.push_back(*std::move(parameter));
    }
    return {};
}

Result<RunOptions> parse_cases(TypedCases typed, const Configuration& configuration, const RunChoices& choices) {
    RunOptions options = std::move(typed.run);
    if (auto parsed = parse_parameters(typed.parameters, options); !parsed) return fail(std::move(parsed.error()));
    for (const std::string& text : typed.engine_options) {
        const auto equals = text.find('=');
        if (equals == 0 || equals == std::string::npos) {
            return fail(ErrorKind::invalid_argument,
                        fmt::format("--engine-option '{}' is not of the form key=value", text),
                        "write --engine-option ubatch=256");
        }
        options.engine_options[text.substr(0, equals)] = text.substr(equals + 1);
    }
    choose_cases(configuration, choices, options);
    return options;
}

}  // namespace inference_pio
