// docs/adding_a_model.md taken at its word: the files that it lists, in an empty folder, are a model.
#include <gmock/gmock.h>

#include <fstream>
#include <istream>
#include <utility>

#include "cli/piobench_process.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

struct Listing {
    std::string path;
    std::string content;
    int lines = 0;
};

// The fenced C++ blocks that begin with the path of a file below src/models.
std::vector<Listing> listings_of(std::istream& document) {
    constexpr std::string_view kPath = "// src/models/";
    std::vector<Listing> listings;
    bool inside = false;
    for (std::string line, before; std::getline(document, line); before = line) {
        if (before == "```cpp" && line.starts_with(kPath)) {
            listings.push_back({line.substr(3), "", 0});
            inside = true;
        }
        inside = inside && line != "```";
        if (!inside) continue;
        listings.back().content += line + "\n";
        ++listings.back().lines;
    }
    return listings;
}

void expect_measured(const nlohmann::json& records, const std::string& benchmark, const std::string& metric,
                     const nlohmann::json& weights) {
    const auto record = find_record(records, metric, benchmark);
    ASSERT_TRUE(record.is_object()) << benchmark;
    EXPECT_EQ(record.at("model"), "my_model") << benchmark;
    EXPECT_EQ(record.at("status"), "ok") << benchmark;
    EXPECT_EQ(record.at("weights_source"), weights) << benchmark;
    EXPECT_GT(record.at("value").get<double>(), 0) << benchmark;
}

// The program that was compiled on demand.
fs::path program_of(const Sandbox& box, const std::string& name) {
    for (const auto& entry : fs::recursive_directory_iterator(box.path("cache/inference-pio-bench/built"))) {
        if (entry.path().filename() == name) return entry.path();
    }
    return {};
}

TEST(AddingAModel, TakesOneCardAndThreeFilesOfUnderThirtyLines) {
    std::ifstream document(fs::path(PIO_SOURCE_DIR) / "docs/adding_a_model.md");
    Sandbox box;
    std::vector<std::string> paths;
    for (const Listing& listing : listings_of(document)) {
        EXPECT_LT(listing.lines, 30) << listing.path;
        box.write(listing.path, listing.content);
        paths.push_back(listing.path);
    }
    const std::string model = "src/models/my_model/";
    ASSERT_THAT(paths, ::testing::UnorderedElementsAre(model + "my_model_card.cpp",
                                                       model + "benchmarks/unit/benchmark_tokenization.cpp",
                                                       model + "benchmarks/integration/benchmark_pipeline.cpp",
                                                       model + "benchmarks/performance/benchmark_generation.cpp"));

    const Finished unit = box.run({"run", "my_model/unit/*", "--quick"});
    ASSERT_EQ(unit.exit_code, 0) << unit.errors << unit.output;
    expect_measured(box.records("benchmark_results"), "my_model/unit/tokenization", "tokenization_throughput",
                    "synthetic");
    const fs::path copies = box.path(model + "benchmarks/results");
    ASSERT_TRUE(fs::exists(copies));
    EXPECT_EQ(std::distance(fs::directory_iterator(copies), {}), 2) << "JSON and CSV";

    // A run on the real engine ends with the machine's ceilings, which take a test too long: this one runs no engine,
    // and the program that it leaves decodes by itself.
    const Finished others = box.run({"run", "my_model/integration/*", "my_model/performance/*", "--engine", "simulated",
                                     "--quick", "--results-dir", "simulated"});
    ASSERT_EQ(others.exit_code, 0) << others.errors << others.output;
    expect_measured(box.records("simulated"), "my_model/integration/pipeline", "latency", nullptr);
    expect_measured(box.records("simulated"), "my_model/performance/generation", "ttft", nullptr);
    const Finished decoded = box.shell(program_of(box, "benchmark_generation").string() +
                                       " generation sequence_length=16 new_tokens=4 threads=1");
    EXPECT_EQ(decoded.exit_code, 0) << decoded.errors;
    EXPECT_THAT(decoded.output, ::testing::HasSubstr("decode_throughput"));
}

}  // namespace
}  // namespace inference_pio
