// What the subcommands share: where they print, what they run on, how they end.
//
// Thread safety: used by the main thread only.
#pragma once

#include <CLI/CLI.hpp>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "session/session_machine.hpp"

namespace inference_pio {

struct CommandContext {
    SessionMachine machine;
    std::string command_line;  // as it was typed
    int exit_code = 0;         // docs/manual.md, "Exit codes"
};

// Prints an error for people on standard error: what happened, and what to do.
void print_error(const Error& error);

// Exit codes that no session decides (docs/manual.md, "Exit codes").
inline constexpr int kExitFailed = 3;
inline constexpr int kExitNothingCompared = 5;
inline constexpr int kExitInterrupted = 130;

// Prints the error that ended a job, and gives its exit code: 5 where there was nothing to compare with.
[[nodiscard]] int end_with(const Error& error);

// Prints an error of what the user wrote, in a configuration for instance; gives the exit code 2.
[[nodiscard]] int end_as_wrong_usage(const Error& error);

// One function for each subcommand: adds it to `app`; parsing runs it and sets context.exit_code.
void add_config_command(CLI::App& app, CommandContext& context);
void add_list_command(CLI::App& app, CommandContext& context);
void add_run_command(CLI::App& app, CommandContext& context);
void add_profile_command(CLI::App& app, CommandContext& context);
void add_doctor_command(CLI::App& app, CommandContext& context);
void add_synthesize_command(CLI::App& app, CommandContext& context);
void add_compare_command(CLI::App& app, CommandContext& context);
void add_duet_command(CLI::App& app, CommandContext& context);
void add_gate_command(CLI::App& app, CommandContext& context);
void add_history_command(CLI::App& app, CommandContext& context);
void add_report_command(CLI::App& app, CommandContext& context);
void add_self_test_command(CLI::App& app, CommandContext& context);
void add_self_test_power_command(CLI::App& self_test, CommandContext& context);
void add_self_test_gate_command(CLI::App& self_test, CommandContext& context);

// The whole definition: what --help tells, what is parsed, what manual pages and completions are made from. `context`
// is borrowed until the parsing is over.
void add_all_commands(CLI::App& app, CommandContext& context);

inline constexpr const char* kPurpose =
    "Measures LLM and vision-language inference, and says truthfully how fast it is.";

// The whole program. Returns the exit code.
[[nodiscard]] int run_command_line(int argc, char** argv);

}  // namespace inference_pio
