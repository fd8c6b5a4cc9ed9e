#include <fmt/format.h>

#include "cli/command.hpp"
#include "cli/terminal.hpp"
#include "records/json_values.hpp"
#include "reporting/profile_report.hpp"
#include "session/profile_session.hpp"

namespace inference_pio {
namespace {

std::string join(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
    return text;
}

void print_profile_json(const ProfileResult& profile) {
    Json document = to_json(profile.system);
    Json engines = Json::array();
    for (const EngineFacts& facts : profile.engines) engines.push_back(to_json(facts));
    document["engines"] = std::move(engines);
    fmt::print("{}\n", document.dump(2, ' ', false, Json::error_handler_t::replace));
}

}  // namespace

void add_profile_command(CLI::App& app, CommandContext& context) {
    CLI::App* command = app.add_subcommand("profile", "Show the system profile: where benchmarks run");
    auto json = std::make_shared<bool>(false);
    command->add_flag("--json", *json, "Print one JSON document");
    command->callback([json, &context] {
        const ProfileResult profile = profile_session(context.machine);
        if (*json) {
            print_profile_json(profile);
        } else {
            fmt::print("{}", format_profile(profile.system));
            for (const EngineFacts& facts : profile.engines) {
                fmt::print("{:<16} {} {}\n", "engine", facts.name + " " + facts.version, join(facts.features));
            }
        }
        context.exit_code = 0;
    });
}

}  // namespace inference_pio
