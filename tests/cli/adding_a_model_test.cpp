// docs/adding_a_model.md taken at its word: the files that it lists, in an empty folder, are a model.
#include <gmock/gmock.h>

#include <fstream>
#include <istream>
#include <utility>

#include "cli/piobench_process.hpp"

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

TEST(AddingAModel, TakesOneCardAndThreeFilesOfUnderThirtyLines) {
    std::ifstream document(fs::path(PIO_SOURCE_DIR) / "docs/adding_a_model.md");
    const auto listings = listings_of(document);
    Sandbox box;
    std::vector<std::string> paths;
    for (const Listing& listing : listings) {
        EXPECT_LT(listing.lines, 30) << listing.path;
        box.write(listing.path, listing.content);
        paths.push_back(listing.path);
    }
    const std::string model = "src/models/my_model/";
    ASSERT_THAT(paths, ::testing::UnorderedElementsAre(model + "my_model_card.cpp",
                                                       model + "benchmarks/unit/benchmark_tokenization.cpp",
                                                       model + "benchmarks/integration/benchmark_pipeline.cpp",
                                                       model + "benchmarks/performance/benchmark_generation.cpp"));

    const Finished run = box.run({"run", "my_model/*", "--quick", "--param", "sequence_length=16", "--param",
                                  "new_tokens=4", "--param", "threads=1"});
    ASSERT_EQ(run.exit_code, 0) << run.errors << run.output;
    const auto records = box.records("benchmark_results");
    for (const auto& [benchmark, metric] : {std::pair{"unit/tokenization", "tokenization_throughput"},
                                            {"integration/pipeline", "load_time"},
                                            {"performance/generation", "decode_throughput"}}) {
        const auto record = find_record(records, metric, benchmark);
        ASSERT_TRUE(record.is_object()) << benchmark;
        EXPECT_EQ(record.at("model"), "my_model") << benchmark;
        EXPECT_EQ(record.at("status"), "ok") << benchmark;
        EXPECT_EQ(record.at("weights_source"), "synthetic") << benchmark;
        EXPECT_GT(record.at("value").get<double>(), 0) << benchmark;
    }
    const fs::path copies = box.path(model + "benchmarks/results");
    ASSERT_TRUE(fs::exists(copies));
    EXPECT_EQ(std::distance(fs::directory_iterator(copies), {}), 2) << "JSON and CSV";
}

}  // namespace
}  // namespace inference_pio
