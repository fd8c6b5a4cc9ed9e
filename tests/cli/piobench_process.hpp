// The real binary, run as a user runs it, for black-box tests.
#pragma once

#include <filesystem>
#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace inference_pio {

struct Finished {
    int exit_code = -1;
    std::string output;
    std::string errors;
};

// A folder of its own for a test: scripts, results and the user's cache lie in it. Gone at the end.
class Sandbox {
public:
    Sandbox();
    ~Sandbox();
    Sandbox(const Sandbox&) = delete;
    Sandbox& operator=(const Sandbox&) = delete;

    [[nodiscard]] std::filesystem::path path(const std::string& name) const { return folder_ / name; }

    // Writes a file, with its folders.
    std::filesystem::path write(const std::string& name, const std::string& content) const;

    // Runs piobench with these arguments, from this folder.
    [[nodiscard]] Finished run(std::vector<std::string> arguments) const;

    // Runs any command in a shell, with $PIOBENCH naming the binary.
    [[nodiscard]] Finished shell(const std::string& command) const;

    // The records of the only run under `results`.
    [[nodiscard]] nlohmann::json records(const std::string& results = "results") const;

    // The folder of the only run under `results`.
    [[nodiscard]] std::filesystem::path run_folder(const std::string& results = "results") const;

    // Shares the user's own cache instead of an empty one: for tests that need synthesized checkpoints.
    void use_the_users_cache() { own_cache_ = false; }

private:
    [[nodiscard]] Finished launch(std::vector<std::string> argv) const;

    std::filesystem::path folder_;
    bool own_cache_ = true;
};

// The first record of this metric (and benchmark); null where there is none.
[[nodiscard]] nlohmann::json find_record(const nlohmann::json& records, const std::string& metric,
                                         const std::string& benchmark_part = "");

}  // namespace inference_pio
