// The worker of programs and scripts that do not speak the protocol: each sample is one execution.
//
//     piobench-process-adapter [--name NAME] [--] COMMAND [ARGUMENT]…
//     piobench-process-adapter --google-benchmark PROGRAM
//     piobench-process-adapter --pytest PYTHON FILE NAME=TEST…
//     PIO_COMMAND='{…}' piobench-process-adapter --configured
//
// A plain command is one benchmark without axes: a sample's `process_time` is the wall time from start to end of the
// process; lines `Name: value unit` of its standard output are metrics too. A Google Benchmark program has the
// benchmarks that it lists, a Python file those of its tests that are named here, and PIO_COMMAND is a command of
// piobench.toml (protocol/command_spec.hpp). Links no engine.

#include <fmt/format.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "worker/adapters/configured_command.hpp"
#include "worker/adapters/google_benchmark_program.hpp"
#include "worker/adapters/pytest_script.hpp"
#include "worker/command_benchmark.hpp"
#include "worker/worker_program.hpp"

namespace {

using namespace inference_pio;

constexpr int kExitWrongUsage = 2;
constexpr int kExitFailed = 3;

int wrong_usage() {
    fmt::print(stderr,
               "usage: piobench-process-adapter [--name NAME] [--] COMMAND [ARGUMENT]…\n"
               "       piobench-process-adapter --google-benchmark PROGRAM\n"
               "       piobench-process-adapter --pytest PYTHON FILE NAME=TEST…\n"
               "       PIO_COMMAND='{{…}}' piobench-process-adapter --configured\n");
    return kExitWrongUsage;
}

int serve_after(const Result<void>& registered, char** arguments) {
    if (registered) return run_worker_program(1, arguments, {});
    fmt::print(stderr, "error: {}\n", registered.error().message);
    if (!registered.error().remedy.empty()) fmt::print(stderr, "  {}\n", registered.error().remedy);
    return kExitFailed;
}

Result<void> register_tests(const std::vector<std::string>& command) {
    PytestScript script{command[2], command[1], {}};
    for (std::size_t i = 3; i < command.size(); ++i) {
        const std::size_t equals = command[i].find('=');
        if (equals == std::string::npos) {
            return fail(ErrorKind::invalid_argument, fmt::format("'{}' names no test", command[i]),
                        "write sort=test_sort");
        }
        script.tests.emplace_back(command[i].substr(0, equals), command[i].substr(equals + 1));
    }
    register_pytest_script(script);
    return {};
}

// Taken out of the environment, which the command gets.
Result<void> register_from_environment() {
    const char* text = std::getenv(kCommandVariable);  // NOLINT(concurrency-mt-unsafe): the only thread so far
    if (text == nullptr) {
        return fail(ErrorKind::invalid_argument, fmt::format("the variable {} is not set", kCommandVariable),
                    "piobench sets it for the commands of piobench.toml");
    }
    const auto spec = decode_command_spec(text);
    if (!spec) return fail(ErrorKind::malformed, fmt::format("{}: {}", kCommandVariable, spec.error().message));
    ::unsetenv(kCommandVariable);  // NOLINT(concurrency-mt-unsafe): the only thread so far
    register_configured_command(*spec);
    return {};
}

}  // namespace

int main(int argument_count, char** arguments) {
    std::vector<std::string> command(arguments + 1, arguments + argument_count);
    if (command.size() == 2 && command[0] == "--google-benchmark") {
        return serve_after(register_google_benchmarks(command[1]), arguments);
    }
    if (command.size() == 1 && command[0] == "--configured") return serve_after(register_from_environment(), arguments);
    if (command.size() >= 4 && command[0] == "--pytest") {
        return serve_after(register_tests(command), arguments);
    }
    std::string name;
    if (command.size() >= 2 && command[0] == "--name") {
        name = command[1];
        command.erase(command.begin(), command.begin() + 2);
    }
    if (!command.empty() && command[0] == "--") command.erase(command.begin());
    if (command.empty() || command[0].starts_with("--")) return wrong_usage();
    register_command_benchmark(name, command);
    return serve_after({}, arguments);
}
