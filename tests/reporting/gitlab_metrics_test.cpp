// format_gitlab_metrics(): golden files, and two readers: a strict one of OpenMetrics, and GitLab's way to cut a line.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <cmath>
#include <map>
#include <regex>
#include <set>
#include <sstream>

#include "fakes/arbitrary_comparison.hpp"
#include "golden/golden_file.hpp"
#include "reporting/comparison_report.hpp"

namespace inference_pio {
namespace {

struct Sample {
    std::string family;
    std::map<std::string, std::string> labels;
    double value = 0;
};

// {name="value",…} at `at`, which moves behind it.
std::map<std::string, std::string> parse_labels(const std::string& line, std::size_t& at) {
    std::map<std::string, std::string> labels;
    if (line.at(at) != '{') throw std::runtime_error("no labels: " + line);
    ++at;
    while (line.at(at) != '}') {
        const std::size_t equals = line.find("=\"", at);
        const std::string name = line.substr(at, equals - at);
        if (!std::regex_match(name, std::regex("[a-zA-Z_][a-zA-Z0-9_]*")) || name.starts_with("__")) {
            throw std::runtime_error("label name '" + name + "'");
        }
        std::string value;
        for (at = equals + 2; line.at(at) != '"'; ++at) {
            if (line[at] == '\\') {
                ++at;
                if (std::string("\\\"n").find(line.at(at)) == std::string::npos) throw std::runtime_error("escape");
            }
            value += line[at];
        }
        if (!labels.emplace(name, value).second) throw std::runtime_error("label twice: " + name);
        ++at;
        if (line.at(at) == ',') {
            ++at;
        } else if (line.at(at) != '}') {
            throw std::runtime_error("labels: " + line);
        }
    }
    ++at;
    return labels;
}

// What prometheus' own strict reader asks for, as far as gauges go.
std::vector<Sample> parse(const std::string& text) {
    std::vector<Sample> samples;
    std::set<std::string> families;
    std::set<std::pair<std::string, std::map<std::string, std::string>>> seen;
    std::string family;
    bool ended = false;
    std::istringstream stream(text);
    const std::regex metadata("# (TYPE|UNIT|HELP) ([a-zA-Z_:][a-zA-Z0-9_:]*) (.+)");
    for (std::string line; std::getline(stream, line);) {
        if (ended) throw std::runtime_error("text behind the end");
        std::smatch match;
        if (line == "# EOF") {
            ended = true;
        } else if (std::regex_match(line, match, metadata)) {
            if (match[1] == "TYPE") {
                family = match[2];
                if (match[3] != "gauge") throw std::runtime_error("type: " + line);
                if (!families.insert(family).second) throw std::runtime_error("family twice: " + line);
            }
            if (match[2] != family) throw std::runtime_error("metadata of another family: " + line);
            if (match[1] == "UNIT" && !family.ends_with("_" + match[3].str()))
                throw std::runtime_error("unit: " + line);
        } else {
            std::size_t at = std::min(line.find('{'), line.size());
            Sample sample{line.substr(0, at), {}, 0};
            sample.labels = parse_labels(line, at);
            if (sample.family != family || line.at(at) != ' ') throw std::runtime_error("sample: " + line);
            std::size_t used = 0;
            sample.value = std::stod(line.substr(at + 1), &used);
            if (at + 1 + used != line.size() || !std::isfinite(sample.value))
                throw std::runtime_error("value: " + line);
            if (!seen.emplace(sample.family, sample.labels).second) throw std::runtime_error("sample twice: " + line);
            samples.push_back(sample);
        }
    }
    if (!ended || !text.ends_with("# EOF\n")) throw std::runtime_error("no end");
    return samples;
}

// A line without what follows a '#', taken apart as a shell would: the words.
std::vector<std::string> gitlab_words(std::string line) {
    line = line.substr(0, line.find('#'));
    std::vector<std::string> words;
    bool quoted = false;
    bool open = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        const char c = line[i];
        if (!quoted && c == ' ') {
            open = false;
            continue;
        }
        if (!open) words.emplace_back();
        open = true;
        if (c == '"') {
            quoted = !quoted;
        } else if (c == '\\' && i + 1 < line.size()) {
            words.back() += line[++i];
        } else {
            words.back() += c;
        }
    }
    EXPECT_FALSE(quoted) << line;
    return words;
}

void expect_gitlab_reads(const std::string& text) {
    std::istringstream stream(text);
    std::set<std::string> names;
    for (std::string line; std::getline(stream, line);) {
        const auto words = gitlab_words(line);
        if (line.starts_with('#')) {
            EXPECT_TRUE(words.empty()) << line;
        } else {
            EXPECT_EQ(words.size(), 2U) << line;
            EXPECT_TRUE(names.insert(words.front()).second) << line;
        }
    }
}

TEST(GitlabMetrics, OneRegressionAmongMany) {
    const std::string text = format_gitlab_metrics(samples::one_regression().comparison);
    expect_golden("comparison_regression.metrics.txt", text);
    const auto parsed = parse(text);
    // 15 candidates' values and 15 ratios: one of 16 deciding rows has none.
    EXPECT_EQ(parsed.size(), 30U);
    bool found = false;
    for (const Sample& sample : parsed) {
        if (sample.family != "piobench_decode_fast_seconds" || sample.labels.at("batch_size") != "1") continue;
        if (sample.labels.at("benchmark") != "qwen3_0_6b/performance/generation") continue;
        EXPECT_DOUBLE_EQ(sample.value, 0.0168118);
        found = true;
    }
    EXPECT_TRUE(found);
    expect_gitlab_reads(text);
}

TEST(GitlabMetrics, NothingHappenedAndAnUnfitMachine) {
    expect_golden("comparison_nothing.metrics.txt", format_gitlab_metrics(samples::nothing_happened().comparison));
    expect_golden("comparison_unfit.metrics.txt", format_gitlab_metrics(samples::unfit_duet().comparison));
    EXPECT_EQ(parse(format_gitlab_metrics(samples::nothing_happened().comparison)).size(), 12U);
    EXPECT_EQ(parse(format_gitlab_metrics(samples::unfit_duet().comparison)).size(), 4U);
}

TEST(GitlabMetrics, NothingIsAnEnd) { EXPECT_EQ(format_gitlab_metrics({}), "# EOF\n"); }

TEST(GitlabMetrics, NamesThatBecomeTheSameStayTwoSamples) {
    Comparison comparison;
    comparison.rows = {samples::row("a", {}, "decode_fast", 1, 1), samples::row("a", {}, "decode_fast", 2, 1)};
    comparison.rows[0].metric.name = "of/a script";
    comparison.rows[1].metric.name = "of a/script";
    EXPECT_EQ(parse(format_gitlab_metrics(comparison)).size(), 4U);
}

TEST(GitlabMetrics, FiveThousandHostileRows) {
    const std::string text = format_gitlab_metrics(samples::hostile(5000).comparison);
    EXPECT_EQ(parse(text).size(), 10'000U);
    expect_gitlab_reads(text);
}

RC_GTEST_PROP(GitlabMetrics, AnyComparisonIsRead, ()) {
    const Comparison comparison = arbitrary::comparison();
    std::size_t wanted = 0;
    for (const ComparedMetric& row : comparison.rows) {
        if (row.deciding) wanted += (row.candidate ? 1U : 0U) + (row.ratio ? 1U : 0U);
    }
    const std::string text = format_gitlab_metrics(comparison);
    RC_ASSERT(parse(text).size() == wanted);
    expect_gitlab_reads(text);
    RC_ASSERT(!::testing::Test::HasFailure());
}

}  // namespace
}  // namespace inference_pio
