#include "cli/piobench_process.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <fstream>

#include "common/child_process.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

const std::string kBinary = std::string(PIO_BINARY_DIR) + "/piobench";

}  // namespace

Sandbox::Sandbox() {
    std::string pattern = (fs::temp_directory_path() / "piobench-test-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
}

Sandbox::~Sandbox() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

fs::path Sandbox::write(const std::string& name, const std::string& content) const {
    fs::create_directories(path(name).parent_path());
    std::ofstream(path(name), std::ios::binary) << content;
    return path(name);
}

Finished Sandbox::launch(std::vector<std::string> argv) const {
    LaunchSpec spec;
    spec.argv = std::move(argv);
    spec.directory = folder_;
    spec.sacrificed_first = false;
    spec.output_kept = mebibytes(8);
    spec.environment = {{"PIOBENCH", kBinary}};
    if (own_cache_) spec.environment["XDG_CACHE_HOME"] = path("cache").string();
    const auto done = run_command(machine_launcher(), spec, Seconds(240));
    if (!done) {
        ADD_FAILURE() << done.error().message;
        return {};
    }
    return {done->status.code.value_or(128 + done->status.signal.value_or(0)), done->output, done->errors};
}

Finished Sandbox::run(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), kBinary);
    return launch(std::move(arguments));
}

Finished Sandbox::shell(const std::string& command) const { return launch({"/bin/sh", "-c", command}); }

fs::path Sandbox::run_folder(const std::string& results) const {
    std::vector<fs::path> runs;
    if (fs::exists(path(results))) {
        for (const auto& entry : fs::directory_iterator(path(results))) {
            if (fs::exists(entry.path() / "journal.ndjson")) runs.push_back(entry.path());
        }
    }
    EXPECT_EQ(runs.size(), 1U) << "runs under " << path(results);
    return runs.empty() ? fs::path() : runs.front();
}

nlohmann::json Sandbox::records(const std::string& results) const {
    std::ifstream in(run_folder(results) / "results.json");
    return nlohmann::json::parse(in, nullptr, false);
}

nlohmann::json find_record(const nlohmann::json& records, const std::string& metric,
                           const std::string& benchmark_part) {
    for (const auto& record : records) {
        const bool right_benchmark =
            record.at("benchmark").get<std::string>().find(benchmark_part) != std::string::npos;
        if (record.at("metric") == metric && right_benchmark) return record;
    }
    return nullptr;
}

}  // namespace inference_pio
