#include "reporting/configuration_report.hpp"

#include <gmock/gmock.h>

#include "golden/golden_file.hpp"
#include "records/json_values.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
namespace fs = std::filesystem;

std::optional<std::string> nothing_set(const char*) { return std::nullopt; }

Configuration parse(const std::string& text) {
    auto configuration = parse_configuration(text, "piobench.toml", nothing_set);
    EXPECT_TRUE(configuration) << configuration.error().message << ": " << configuration.error().remedy;
    return configuration ? *std::move(configuration) : Configuration{};
}

std::string example() { return read_text_file(fs::path(PIO_SOURCE_DIR) / "examples/piobench.toml"); }

TEST(ConfigurationReport, SaysWhereEachValueComesFrom) {
    expect_golden("configuration_example.toml", format_configuration(parse(example())));
    const std::string text = format_configuration(parse("[gate]\nallowed = \"3%\"\n"));
    EXPECT_THAT(text, HasSubstr("allowed = \"3%\"                               # piobench.toml:2\n"));
    EXPECT_THAT(text, HasSubstr("equivalence = \"2%\"                           # default\n"));
    EXPECT_THAT(text, HasSubstr("# results_dir\n")) << "a key without a value";
}

TEST(ConfigurationReport, IsAConfigurationItself) {
    for (const std::string& text :
         {std::string(), example(),
          std::string("[axes]\n\"odd axis\" = [\"a \\\"b\\\"\", 1, 0.5, true, \"\\u0001\"]\n[preset.\"odd name\"]\n"
                      "engine = \"x\"\naxes = {y = 2}\n[[gate.rule]]\nmetric = \"a\"\nallowed = 0.5\n[[gate.rule]]\n"
                      "pattern = \"b\"\nconfirmations = 3\n"),
          std::string(
              "[command.\"a.b\"]\nrun = [\"x\", \"{n} {r} {b} {w}\"]\nprepare = \"a \\\"b\\\"\"\nsuite = \"s\"\n"
              "environment = {\"A B\" = \"1\"}\n[command.\"a.b\".parameters]\nw = [\"1\", \"true\"]\nn = [1, 2]\n"
              "r = [1.0, 0.5]\nb = true\n")}) {
        Configuration before = parse(text);
        Configuration after = parse(format_configuration(before));
        before.origins.clear();
        after.origins.clear();
        EXPECT_EQ(before, after) << format_configuration(before);
    }
}

TEST(ConfigurationReport, AsJson) {
    const auto document =
        parse_json(format_configuration_json(parse("[[gate.rule]]\nmetric = \"ttft\"\nallowed = 0.5\n")));
    ASSERT_TRUE(document);
    EXPECT_EQ(document->at("schema"), "inference-pio/configuration/1");
    const Json& values = document->at("values");
    EXPECT_EQ(values.at(0), Json({{"key", "run.results_dir"}, {"value", nullptr}, {"origin", nullptr}}));
    EXPECT_EQ(values.back(),
              Json({{"key", "gate.rule[1].allowed"}, {"value", "\"50%\""}, {"origin", "piobench.toml:3"}}));
}

}  // namespace
}  // namespace inference_pio
