// The parser of printed metrics in Python is kept in step with the one in C++.

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <random>
#include <string>

#include "common/child_process.hpp"
#include "common/files.hpp"
#include "fakes/temporary_folder.hpp"
#include "test_folders.hpp"
#include "worker/output_metrics.hpp"

namespace inference_pio {
namespace {

using nlohmann::json;

// What Python makes of each line: an object, or null.
json parsed_by_python(const std::vector<std::string>& lines) {
    const TemporaryFolder folder;
    EXPECT_TRUE(write_file_whole(folder.path() / "lines.json", json(lines).dump()));
    LaunchSpec spec;
    spec.environment = {{"PYTHONPATH", PIO_SOURCE_DIR "/python"}};
    spec.output_kept = mebibytes(64);
    spec.argv = {"python3", "-c",
                 "import json, sys\nfrom inference_pio_bench.output_metrics import parse_metric_line\n"
                 "print(json.dumps([parse_metric_line(line) for line in json.load(open(sys.argv[1]))]))",
                 (folder.path() / "lines.json").string()};
    const auto ended = run_command(machine_launcher(), spec, Seconds(60));
    if (!ended || ended->status.code != 0) {
        ADD_FAILURE() << (ended ? ended->errors : ended.error().message);
        return json::array();
    }
    return json::parse(ended->output);
}

void expect_same(const std::string& line, const json& python) {
    const auto ours = parse_metric_line(line);
    ASSERT_EQ(ours.has_value(), !python.is_null()) << line << " gave Python " << python;
    if (!ours) return;
    EXPECT_EQ(ours->definition.name, python.at("name")) << line;
    EXPECT_EQ(ours->definition.unit, python.at("unit")) << line;
    EXPECT_EQ(to_string(ours->definition.direction), python.at("direction").get<std::string>()) << line;
    const double value = python.at("value").get<double>();
    EXPECT_NEAR(ours->value, value, std::abs(value) * 1e-12) << line;
}

void expect_same(const std::vector<std::string>& lines) {
    const json python = parsed_by_python(lines);
    ASSERT_EQ(python.size(), lines.size());
    for (std::size_t i = 0; i < lines.size(); ++i) expect_same(lines[i], python[i]);
}

TEST(PythonOutputMetricsTest, AgreesOnTheTableOfLines) {
    std::vector<std::string> lines;
    const json table = json::parse(read_file(PIO_TEST_DATA_DIR "/output_metrics.json").value());
    for (const json& row : table.at("lines")) lines.push_back(row.at("line"));
    expect_same(lines);
}

TEST(PythonOutputMetricsTest, AgreesOnTheCatalogue) {
    std::vector<std::string> lines;
    for (const MetricDefinition& metric : metric_catalogue()) {
        // With its own unit the name stays as it is, with another one it changes: both know the same units.
        lines.push_back(metric.name + ": 1 furlong");
        lines.push_back(metric.name + ": 1 s");
        lines.push_back(metric.name + ": 1 tokens/s");
        lines.push_back(metric.name + ": 1 B");
        lines.push_back(metric.name + ": 1 B/s");
        lines.push_back(metric.name + ": 1 flop/s");
        lines.push_back(metric.name + ": 1 %");
        lines.push_back(metric.name + ": 1 s/token");
        lines.push_back(metric.name + ": 1 nats");
        lines.push_back(metric.name + ": 1");
    }
    expect_same(lines);
}

TEST(PythonOutputMetricsTest, AgreesOnRandomLines) {
    const std::vector<std::string> pieces = {"Latency", "TTFT", "a", "B_2", ":",   ":",   " ",  " ",  "1",
                                             "12",      "345",  ",", ".",   "e",   "+",   "-",  "s",  "ms",
                                             "MB",      "tok",  "/", "per", "%",   "(",   ")",  "[",  "]",
                                             "0x",      "_",    "h", "Sec", "inf", "nan", "\t", "\r", "FLOP"};
    std::mt19937 random(20261124);  // fixed: a failure repeats
    std::uniform_int_distribution<std::size_t> piece(0, pieces.size() - 1);
    std::uniform_int_distribution<int> length(1, 9);
    std::vector<std::string> lines;
    for (int i = 0; i < 20'000; ++i) {
        std::string line = i % 2 == 0 ? "" : "Name: ";
        for (int n = length(random); n > 0; --n) line += pieces[piece(random)];
        lines.push_back(std::move(line));
    }
    expect_same(lines);
}

}  // namespace
}  // namespace inference_pio
