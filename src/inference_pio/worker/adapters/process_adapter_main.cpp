// The worker of plain scripts and programs: each sample runs the command whole.
//
//     piobench-process-adapter [--name NAME] [--] COMMAND [ARGUMENT]…
//
// It describes one benchmark without axes. A sample's `process_time` is the wall time from start to end
// of the process; lines `Name: value unit` of its standard output are metrics too. Links no engine.

#include <fmt/format.h>

#include <cstdio>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include "common/clock.hpp"
#include "worker/command_benchmark.hpp"
#include "worker/worker_program.hpp"

int main(int argument_count, char** arguments) {
    std::vector<std::string> command(arguments + 1, arguments + argument_count);
    std::string name;
    if (command.size() >= 2 && command[0] == "--name") {
        name = command[1];
        command.erase(command.begin(), command.begin() + 2);
    }
    if (!command.empty() && command[0] == "--") command.erase(command.begin());
    if (command.empty() || command[0].starts_with("--")) {
        fmt::print(stderr, "usage: piobench-process-adapter [--name NAME] [--] COMMAND [ARGUMENT]…\n");
        return 2;
    }
    inference_pio::register_command_benchmark(name, command);
    return inference_pio::run_worker_program(1, arguments, {});
}
