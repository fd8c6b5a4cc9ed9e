#include <fmt/format.h>

#include <memory>

#include "cli/command.hpp"
#include "cli/configured.hpp"
#include "reporting/configuration_report.hpp"

namespace inference_pio {
namespace {

int show(const std::filesystem::path& file, bool json) {
    const auto configuration = read_project_configuration(file);
    if (!configuration) return end_as_wrong_usage(configuration.error());
    fmt::print("{}", json ? format_configuration_json(*configuration) : format_configuration(*configuration));
    return 0;
}

}  // namespace

void add_config_command(CLI::App& app, CommandContext& context) {
    CLI::App* command = app.add_subcommand("config", "The effective configuration, and where each value comes from");
    auto file = std::make_shared<std::filesystem::path>();
    auto json = std::make_shared<bool>(false);
    add_configuration_option(*command, *file);
    command->add_flag("--json", *json, "Print one JSON document");
    command->footer(
        "A value comes from the command line, else from the environment, else from piobench.toml, else it is the\n"
        "default (docs/configuration.md). What is printed is a piobench.toml itself.\n\n"
        "Examples:\n"
        "  piobench config\n"
        "  PIOBENCH_ENGINE=simulated piobench config --config other.toml");
    command->callback([file, json, &context] { context.exit_code = show(*file, *json); });
}

}  // namespace inference_pio
