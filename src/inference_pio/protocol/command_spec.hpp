// A command of piobench.toml, as the parent hands it to the process adapter: in the variable PIO_COMMAND, since its
// environment is nothing for the list of processes that everybody can see.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <map>
#include <string>
#include <string_view>

#include "contracts/command_line.hpp"

namespace inference_pio {

inline constexpr const char* kCommandVariable = "PIO_COMMAND";

struct CommandSpec {
    std::string name;  // of the benchmark
    std::string doc = {};
    CommandLine run = {};
    CommandLine prepare = {};    // empty: nothing
    CommandLine cleanup = {};    // empty: nothing
    std::string directory = {};  // where all three run; empty: the adapter's own
    std::map<std::string, std::string> environment = {};
    std::string format = "text";  // what `run` prints: "text", "google-benchmark", "llama-bench", "pytest-benchmark"

    bool operator==(const CommandSpec&) const = default;
};

[[nodiscard]] std::string encode_command_spec(const CommandSpec& spec);

// Errors: malformed, naming the field.
[[nodiscard]] Result<CommandSpec> decode_command_spec(std::string_view text);

}  // namespace inference_pio
