#include "cli/command.hpp"

#include <fmt/format.h>

#include <cstdio>

#include "cli/command_help.hpp"
#include "cli/terminal.hpp"
#include "common/machine_profile.hpp"
#include "session/run_session.hpp"
#include "session/compare_session.hpp"

namespace inference_pio {
namespace {

// Such as a shell would need it to repeat the command.
std::string quote(const std::string& word) {
    constexpr std::string_view kSafe = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./=,:%+";
    if (!word.empty() && word.find_first_not_of(kSafe) == std::string::npos) return word;
    std::string quoted = "'";
    for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::string typed_command(int argc, char** argv) {
    std::string text = "piobench";
    for (int i = 1; i < argc; ++i) text += ' ' + quote(argv[i]);
    return text;
}

}  // namespace

void print_error(const Error& error) {
    const bool colours = read_terminal(2).colours;
    fmt::print(stderr, "{}error:{} {}\n", colours ? "\033[1;31m" : "", colours ? "\033[0m" : "", error.message);
    if (!error.remedy.empty()) fmt::print(stderr, "  {}\n", error.remedy);
}

int end_with(const Error& error) {
    print_error(error);
    return is_missing_baseline(error) ? kExitNothingCompared : exit_code_of(error);
}

int end_as_wrong_usage(const Error& error) {
    constexpr int kWrongUsage = 2;
    print_error(error);
    return kWrongUsage;
}

void add_all_commands(CLI::App& app, CommandContext& context) {
    app.set_version_flag("--version", get_build_profile().version);
    app.require_subcommand(1);
    app.footer(
        "Examples:\n"
        "  piobench list                                     what there is to run\n"
        "  piobench run 'qwen3_0_6b/performance/*' --quick   a first look at one model\n"
        "  piobench run core --dry-run                       what a run would do\n"
        "  piobench doctor                                   what disturbs this machine\n"
        "  piobench duet --git main HEAD gemma3_270m         did my change make it slower?\n\n"
        "Results on standard output, progress and warnings on standard error.\n"
        "Exit codes: 0 done, 1 something regressed, 2 wrong usage, 3 a case failed, 4 inconclusive, 5 nothing was "
        "measured "
        "or comparable, 130 interrupted.");
    add_run_command(app, context);
    add_list_command(app, context);
    add_profile_command(app, context);
    add_config_command(app, context);
    add_doctor_command(app, context);
    add_synthesize_command(app, context);
    add_compare_command(app, context);
    add_duet_command(app, context);
    add_gate_command(app, context);
    add_history_command(app, context);
    add_report_command(app, context);
    add_self_test_command(app, context);
}

int run_command_line(int argc, char** argv) {
    CLI::App app(kPurpose, "piobench");
    static Cancellation cancellation;  // signal handlers use it until the process ends
    CommandContext context;
    context.machine.cancellation = &cancellation;
    context.command_line = typed_command(argc, argv);
    stop_on_signals(cancellation);
    add_all_commands(app, context);
    name_values(app);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    return context.exit_code;
}

}  // namespace inference_pio
