// format_github_annotations(): golden files, and a reader that undoes GitHub's escapes.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <sstream>

#include "fakes/arbitrary_comparison.hpp"
#include "golden/golden_file.hpp"
#include "reporting/comparison_report.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

struct Command {
    std::string kind;
    std::string title;
    std::string message;
};

// As the runner takes a line apart: "::kind key=value::message".
std::vector<Command> parse(const std::string& text) {
    std::vector<Command> commands;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) {
        Command command;
        const std::size_t space = line.find(' ');
        const std::size_t end = line.find("::", 2);
        const bool whole =
            line.starts_with("::") && space != std::string::npos && end != std::string::npos && space < end;
        EXPECT_TRUE(whole) << line;
        if (!whole) continue;
        command.kind = line.substr(2, space - 2);
        const std::string properties = line.substr(space + 1, end - space - 1);
        EXPECT_TRUE(properties.starts_with("title=")) << line;
        EXPECT_EQ(properties.find_first_of(":,"), std::string::npos) << line;
        command.title = properties.substr(6);
        command.message = line.substr(end + 2);
        commands.push_back(command);
    }
    return commands;
}

std::string undo(std::string text) {
    for (const auto& [from, to] : {std::pair{"%0D", "\r"}, std::pair{"%0A", "\n"}, std::pair{"%3A", ":"},
                                   std::pair{"%2C", ","}, std::pair{"%25", "%"}}) {
        for (auto at = text.find(from); at != std::string::npos; at = text.find(from, at + 1)) text.replace(at, 3, to);
    }
    return text;
}

std::map<std::string, int> kinds_of(const std::string& text) {
    std::map<std::string, int> kinds;
    for (const Command& command : parse(text)) ++kinds[command.kind];
    return kinds;
}

TEST(GithubAnnotations, NothingHappened) {
    const auto [comparison, decision] = samples::nothing_happened();
    EXPECT_EQ(format_github_annotations(comparison, &decision), "");
}

TEST(GithubAnnotations, OneRegressionAmongMany) {
    const auto [comparison, decision] = samples::one_regression();
    const std::string text = format_github_annotations(comparison, &decision);
    expect_golden("comparison_regression.github.txt", text);
    EXPECT_EQ(kinds_of(text), (std::map<std::string, int>{{"error", 1}, {"warning", 4}, {"notice", 1}}));
    const Command error = parse(text).front();
    EXPECT_EQ(undo(error.title), "piobench: regressed");
    EXPECT_THAT(undo(error.message), ::testing::StartsWith("decode_fast of qwen3_0_6b: 1 of 2 cases 3.1 % slower\n"));
}

TEST(GithubAnnotations, AnUnfitMachineWarns) {
    const auto [comparison, decision] = samples::unfit_duet();
    const std::string text = format_github_annotations(comparison, &decision);
    expect_golden("comparison_unfit.github.txt", text);
    EXPECT_EQ(kinds_of(text), (std::map<std::string, int>{{"warning", 2}}));
}

TEST(GithubAnnotations, SuspectsWarn) {
    auto [comparison, decision] = samples::one_regression();
    decision = {GateOutcome::inconclusive, "1 suspect", {}, {2}, {}};
    const std::string text = format_github_annotations(comparison, &decision);
    EXPECT_FALSE(kinds_of(text).contains("error"));
    EXPECT_THAT(text, HasSubstr("suspected of having regressed"));
}

TEST(GithubAnnotations, AnAlarmWithoutAFindingIsSaidToo) {
    auto [comparison, decision] = samples::one_regression();
    comparison.findings.clear();
    EXPECT_EQ(kinds_of(format_github_annotations(comparison, &decision)).at("error"), 1);
}

TEST(GithubAnnotations, NothingComparedWarns) {
    const GateDecision nothing{GateOutcome::nothing_compared, "no baseline", {}, {}, {}};
    EXPECT_THAT(format_github_annotations({}, &nothing), HasSubstr("nothing was compared::no baseline"));
    EXPECT_THAT(format_github_annotations({}, nullptr), HasSubstr("nothing was compared"));
}

TEST(GithubAnnotations, TenOfAKindAndNoWordEndsACommand) {
    const auto [comparison, decision] = samples::hostile(5000);
    const std::string text = format_github_annotations(comparison, &decision);
    for (const auto& [kind, number] : kinds_of(text)) EXPECT_LE(number, 10) << kind;
    EXPECT_LT(text.size(), 100'000U);
    EXPECT_THAT(text, HasSubstr("title=piobench%3A 4276 more::"));
}

TEST(GithubAnnotations, APercentSignOfTheWordsSurvives) {
    const auto [comparison, decision] = samples::hostile(2);
    const std::string text = format_github_annotations(comparison, &decision);
    EXPECT_THAT(text, HasSubstr("%250A::error::no"));  // "%0A" of the words is no line break
}

RC_GTEST_PROP(GithubAnnotations, AnyComparisonIsCommands, ()) {
    const Comparison comparison = arbitrary::comparison();
    const GateDecision decision = arbitrary::decision_on(comparison);
    const std::string text = format_github_annotations(comparison, *rc::gen::arbitrary<bool>() ? &decision : nullptr);
    for (const Command& command : parse(text)) {
        RC_ASSERT(command.kind == "error" || command.kind == "warning" || command.kind == "notice");
        RC_ASSERT(!command.message.empty());
        RC_ASSERT(command.title.size() < 1000U);
    }
    RC_ASSERT(!::testing::Test::HasFailure());
}

}  // namespace
}  // namespace inference_pio
