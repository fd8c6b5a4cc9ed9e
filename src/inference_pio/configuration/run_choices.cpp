#include "configuration/run_choices.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "configuration/configuration.hpp"
#include "configuration/value_rule.hpp"
#include "contracts/name_pattern.hpp"

namespace inference_pio {
namespace {

Result<RunChoices> find_preset(const Configuration& configuration, const std::string& name) {
    const auto found = configuration.presets.find(name);
    if (found != configuration.presets.end()) return found->second;
    std::vector<std::string> names;
    for (const auto& entry : configuration.presets) names.push_back(entry.first);
    if (names.empty()) {
        return fail(ErrorKind::not_found, fmt::format("there is no preset {}: piobench.toml has none", in_quotes(name)),
                    fmt::format("write one under [preset.{}], or take --quick or --thorough", name));
    }
    return fail(ErrorKind::not_found, fmt::format("there is no preset {} in piobench.toml", in_quotes(name)),
                fmt::format("did you mean '{}'? There are {}", nearest_names(name, names, 1).at(0),
                            fmt::join(names, ", ")));
}

}  // namespace

Result<RunChoices> choices_for(const Configuration& configuration, const std::string& preset) {
    RunChoices choices = configuration.run;
    const std::string& name = preset.empty() ? configuration.preset : preset;
    if (name.empty()) return choices;
    auto chosen = find_preset(configuration, name);
    if (!chosen) return chosen;
    const auto overlay = [&](const char* key, auto& target, auto& value) {
        const auto origin = configuration.origins.find(key);
        const bool by_environment =
            origin != configuration.origins.end() && origin->second.starts_with(kFromEnvironment);
        if (value && !by_environment) target = std::move(value);
    };
    overlay("run.sampling", choices.sampling, chosen->sampling);
    overlay("run.precision", choices.precision, chosen->precision);
    overlay("run.budget", choices.budget, chosen->budget);
    overlay("run.span", choices.span, chosen->span);
    overlay("run.timeout", choices.timeout, chosen->timeout);
    overlay("run.engine", choices.engine, chosen->engine);
    choices.patterns = std::move(chosen->patterns);
    for (auto& [axis, values] : chosen->axes) choices.axes[axis] = std::move(values);
    return choices;
}

}  // namespace inference_pio
