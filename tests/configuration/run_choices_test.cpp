#include "configuration/run_choices.hpp"

#include <gmock/gmock.h>

#include "configuration/configuration.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

std::optional<std::string> nothing_set(const char*) { return std::nullopt; }

std::optional<std::string> engine_and_budget_set(const char* name) {
    if (std::string_view(name) == "PIOBENCH_ENGINE") return "simulated";
    if (std::string_view(name) == "PIOBENCH_BUDGET") return "3m";
    return std::nullopt;
}

std::optional<std::string> preset_set(const char* name) {
    return std::string_view(name) == "PIOBENCH_PRESET" ? std::optional<std::string>("nightly") : std::nullopt;
}

constexpr const char* kText = R"(
[run]
sampling = "quick"
budget = "10m"
engine = "llama_cpp"
[axes]
batch_size = [1, 4]
threads = 2
[preset.nightly]
patterns = ["qwen3_*", "core"]
sampling = "thorough"
budget = "2h"
engine = "other"
axes = {batch_size = [8], mode = ["a", "b"], fast = true, ratio = 0.5}
[preset.empty]
)";

Configuration parse(ReadEnvironment environment = nothing_set, const std::string& text = kText) {
    auto configuration = parse_configuration(text, "piobench.toml", environment);
    EXPECT_TRUE(configuration) << configuration.error().message;
    return configuration ? *std::move(configuration) : Configuration{};
}

TEST(RunChoices, AreThoseOfTheProjectWithoutAPreset) {
    const auto choices = choices_for(parse(), "");
    ASSERT_TRUE(choices);
    EXPECT_EQ(choices->sampling, "quick");
    EXPECT_EQ(choices->budget, Seconds(600));
    EXPECT_EQ(choices->precision, std::nullopt);
    EXPECT_THAT(choices->patterns, IsEmpty());
    EXPECT_THAT(choices->axes.at("batch_size"), ElementsAre("1", "4"));
    EXPECT_THAT(choices->axes.at("threads"), ElementsAre("2")) << "a single value is a list of one";
}

TEST(RunChoices, APresetComesBeforeTheProject) {
    const auto choices = choices_for(parse(), "nightly");
    ASSERT_TRUE(choices);
    EXPECT_THAT(choices->patterns, ElementsAre("qwen3_*", "core"));
    EXPECT_EQ(choices->sampling, "thorough");
    EXPECT_EQ(choices->budget, Seconds(7200));
    EXPECT_EQ(choices->engine, "other");
    EXPECT_THAT(choices->axes.at("batch_size"), ElementsAre("8"));
    EXPECT_THAT(choices->axes.at("threads"), ElementsAre("2")) << "what it does not name stays";
    EXPECT_THAT(choices->axes.at("mode"), ElementsAre("a", "b"));
    EXPECT_THAT(choices->axes.at("fast"), ElementsAre("true"));
    EXPECT_THAT(choices->axes.at("ratio"), ElementsAre("0.5"));
    EXPECT_EQ(choices_for(parse(), "empty"), choices_for(parse(), ""));
}

TEST(RunChoices, TheEnvironmentComesBeforeThePreset) {
    const auto choices = choices_for(parse(engine_and_budget_set), "nightly");
    ASSERT_TRUE(choices);
    EXPECT_EQ(choices->engine, "simulated");
    EXPECT_EQ(choices->budget, Seconds(180));
    EXPECT_EQ(choices->sampling, "thorough");
}

TEST(RunChoices, ThePresetMayComeFromTheEnvironmentOrTheFile) {
    EXPECT_EQ(choices_for(parse(preset_set), "")->sampling, "thorough");
    EXPECT_EQ(choices_for(parse(nothing_set, "run.preset = \"a\"\n[preset.a]\nsampling = \"quick\"\n"), "")->sampling,
              "quick");
}

TEST(RunChoices, AnUnknownPresetSaysWhichThereAre) {
    const auto unknown = choices_for(parse(), "nitely");
    ASSERT_FALSE(unknown);
    EXPECT_EQ(unknown.error().kind, ErrorKind::not_found);
    EXPECT_THAT(unknown.error().remedy, HasSubstr("did you mean 'nightly'"));
    EXPECT_THAT(choices_for(Configuration{}, "x").error().message, HasSubstr("has none"));
}

struct Wrong {
    const char* text;
    const char* message;
    const char* remedy;
};

TEST(RunChoices, WhatIsWrongIsNamedWithItsLine) {
    for (const Wrong& wrong :
         {Wrong{"[preset.a]\nbuget = \"1h\"", "f:2: unknown key 'buget' in [preset.NAME]", "did you mean 'budget'"},
          Wrong{"[preset.a]\nresults_dir = \"x\"", "f:2: unknown key", "it belongs in [run]"},
          Wrong{"preset = \"a\"", "f:1: 'preset' is a value", "[preset.NAME]"},
          Wrong{"[preset]\na = 1", "f:2: preset.a is a value", "[preset.nightly]"},
          Wrong{"[axes]\nx = []", "f:2: axes.x is no value", "[1, 4]"},
          Wrong{"[axes]\nx = [1, [2]]", "f:2: axes.x is no value", "[1, 4]"},
          Wrong{"[axes]\nx = {a = 1}", "f:2: axes.x is no value", "[1, 4]"},
          Wrong{"[preset.a]\naxes = 3", "f:2: preset.a.axes is a value", "axes = {"},
          Wrong{"[run]\nsampling = \"fast\"", "f:2: run.sampling: 'fast' is none of the three words", "thorough"},
          Wrong{"[run]\npaths = \"x\"", "f:2: run.paths: 'x' is no list of texts", "[\"one\""},
          Wrong{"[run]\npaths = [\"x\", 1]", "f:2: run.paths: a list is no list of texts", "[\"one\""},
          Wrong{"[run]\npaths = [\"\"]", "f:2: run.paths: '' is empty", "write something"},
          Wrong{"[run]\nengine = \"a b\"", "f:2: run.engine: 'a b' is no name", "one word"},
          Wrong{"[run]\nbudget = 10", "f:2: run.budget: 10 is no duration with a unit", "10s"},
          Wrong{"[runs]\nengine = \"x\"", "f:1: unknown table or key 'runs'", "did you mean 'run'"}}) {
        const auto refused = parse_configuration(wrong.text, "f", nothing_set);
        ASSERT_FALSE(refused) << wrong.text;
        EXPECT_THAT(refused.error().message, HasSubstr(wrong.message)) << wrong.text;
        EXPECT_THAT(refused.error().remedy, HasSubstr(wrong.remedy)) << wrong.text;
    }
}

}  // namespace
}  // namespace inference_pio
