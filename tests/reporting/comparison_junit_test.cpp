// format_comparison_junit(): golden files, and a reader of XML that checks structure and counts.
#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <map>
#include <set>
#include <sstream>

#include "fakes/arbitrary_comparison.hpp"
#include "golden/golden_file.hpp"
#include "reporting/comparison_report.hpp"

namespace inference_pio {
namespace {

using Tree = boost::property_tree::ptree;

Tree parse(const std::string& text) {
    std::istringstream stream(text);
    Tree tree;
    boost::property_tree::read_xml(stream, tree);
    return tree;
}

// Names of attributes, by the schemas of Ant's task and of Jenkins' plugin together.
void expect_attributes(const Tree& element, const std::set<std::string>& needed, const std::set<std::string>& allowed) {
    std::set<std::string> found;
    if (const auto attributes = element.get_child_optional("<xmlattr>")) {
        for (const auto& [name, value] : *attributes) found.insert(name);
    }
    for (const std::string& name : needed) EXPECT_TRUE(found.contains(name)) << name << " is missing";
    for (const std::string& name : found) EXPECT_TRUE(needed.contains(name) || allowed.contains(name)) << name;
}

using Counts = std::map<std::string, int>;

void check_case(const Tree& element, Counts& counts, std::set<std::string>& names) {
    expect_attributes(element, {"name", "classname", "time"}, {});
    EXPECT_TRUE(names.insert(element.get<std::string>("<xmlattr>.name")).second) << "two test cases of one name";
    EXPECT_GE(element.get<double>("<xmlattr>.time"), 0);
    ++counts["tests"];
    int marks = 0;
    for (const auto& [tag, child] : element) {
        if (tag == "<xmlattr>") continue;
        const std::map<std::string, std::string> counter{
            {"failure", "failures"}, {"error", "errors"}, {"skipped", "skipped"}};
        ASSERT_TRUE(counter.contains(tag)) << tag;
        ++counts[counter.at(tag)];
        ++marks;
        if (tag == "skipped") {
            expect_attributes(child, {"message"}, {});
        } else {
            expect_attributes(child, {"message", "type"}, {});
        }
    }
    EXPECT_LE(marks, 1);
}

// properties, test cases, system-out, system-err, in this order.
void check_suite(const Tree& suite, Counts& totals) {
    expect_attributes(suite, {"name", "package", "id", "hostname", "tests", "failures", "errors", "skipped", "time"},
                      {"timestamp"});
    std::vector<std::string> order;
    Counts counts;
    std::set<std::string> names;
    double seconds = 0;
    for (const auto& [tag, child] : suite) {
        if (tag == "<xmlattr>") continue;
        if (order.empty() || order.back() != tag) order.push_back(tag);
        if (tag != "testcase") continue;
        check_case(child, counts, names);
        seconds += child.get<double>("<xmlattr>.time");
    }
    EXPECT_THAT(order, ::testing::ElementsAre("properties", "testcase", "system-out", "system-err"));
    for (const auto& [tag, property] : suite.get_child("properties")) {
        if (tag == "property") expect_attributes(property, {"name", "value"}, {});
    }
    for (const char* what : {"tests", "failures", "errors", "skipped"}) {
        EXPECT_EQ(suite.get<int>(std::string("<xmlattr>.") + what), counts[what]) << what;
        totals[what] += counts[what];
    }
    EXPECT_NEAR(suite.get<double>("<xmlattr>.time"), seconds, 0.001);
    if (const auto timestamp = suite.get_optional<std::string>("<xmlattr>.timestamp")) {
        EXPECT_THAT(*timestamp, ::testing::MatchesRegex("....-..-..T..:..:.."));
    }
}

Counts check(const std::string& text) {
    Counts totals;
    Tree tree;
    EXPECT_NO_THROW(tree = parse(text)) << text;
    int id = 0;
    for (const auto& [tag, suite] : tree.get_child("testsuites")) {
        EXPECT_EQ(tag, "testsuite");
        EXPECT_EQ(suite.get<int>("<xmlattr>.id"), id++);
        check_suite(suite, totals);
    }
    return totals;
}

TEST(ComparisonJunit, NothingHappened) {
    const auto [comparison, decision] = samples::nothing_happened();
    const std::string text = format_comparison_junit(comparison, &decision);
    expect_golden("comparison_nothing.junit.xml", text);
    // Six deciding rows and the measurement.
    EXPECT_EQ(check(text), (Counts{{"tests", 7}, {"failures", 0}, {"errors", 0}, {"skipped", 0}}));
}

TEST(ComparisonJunit, OneRegressionAmongMany) {
    const auto [comparison, decision] = samples::one_regression();
    const std::string text = format_comparison_junit(comparison, &decision);
    expect_golden("comparison_regression.junit.xml", text);
    // 16 deciding rows, 9 that cannot be compared, the measurement; one row has to be settled, one has no value.
    EXPECT_EQ(check(text), (Counts{{"tests", 26}, {"failures", 1}, {"errors", 1}, {"skipped", 10}}));
}

TEST(ComparisonJunit, AnUnfitMachineIsAnErrorOfItsOwn) {
    const auto [comparison, decision] = samples::unfit_duet();
    const std::string text = format_comparison_junit(comparison, &decision);
    expect_golden("comparison_unfit.junit.xml", text);
    EXPECT_EQ(check(text), (Counts{{"tests", 3}, {"failures", 0}, {"errors", 3}, {"skipped", 0}}));
    // What the duet took stands with the measurement.
    EXPECT_THAT(text, ::testing::HasSubstr(R"(name="measurement" time="187.400")"));
}

TEST(ComparisonJunit, SuspectsAreErrorsNotFailures) {
    auto [comparison, decision] = samples::one_regression();
    decision = {GateOutcome::inconclusive, "1 suspect", {}, {2}, {}};
    const Counts counts = check(format_comparison_junit(comparison, &decision));
    EXPECT_EQ(counts.at("failures"), 0);
    EXPECT_EQ(counts.at("errors"), 1);
}

TEST(ComparisonJunit, WithoutAGateEveryDecidingRegressionFails) {
    const Comparison comparison = samples::one_regression().comparison;
    const Counts counts = check(format_comparison_junit(comparison, nullptr));
    EXPECT_EQ(counts.at("failures"), 1);  // not the accepted one
    EXPECT_EQ(counts.at("errors"), 0);    // what is inconclusive fails nothing
}

TEST(ComparisonJunit, AGateThatComparedNothingIsNotGreen) {
    const GateDecision nothing{GateOutcome::nothing_compared, "no baseline of this machine", {}, {}, {}};
    const std::string text = format_comparison_junit({}, &nothing);
    EXPECT_EQ(check(text).at("errors"), 1);
    EXPECT_THAT(text, ::testing::HasSubstr("no baseline of this machine"));
}

TEST(ComparisonJunit, WordsComeBackAsTheyWent) {
    Comparison comparison = samples::nothing_happened().comparison;
    comparison.rows.resize(1);
    comparison.rows[0].benchmark = "a<b>&\"c\"'d']]>";
    const Tree tree = parse(format_comparison_junit(comparison, nullptr));
    EXPECT_EQ(tree.get<std::string>("testsuites.testsuite.<xmlattr>.name"), "a<b>&\"c\"'d']]>");
}

TEST(ComparisonJunit, FiveThousandHostileRows) {
    const auto [comparison, decision] = samples::hostile(5000);
    const Counts counts = check(format_comparison_junit(comparison, &decision));
    EXPECT_EQ(counts.at("tests"), 5000 + 9 + 5000 + 1);
    EXPECT_EQ(counts.at("failures"), static_cast<int>(decision.alarms.size()));
}

RC_GTEST_PROP(ComparisonJunit, AnyComparisonIsWellFormed, ()) {
    const Comparison comparison = arbitrary::comparison();
    const GateDecision decision = arbitrary::decision_on(comparison);
    check(format_comparison_junit(comparison, *rc::gen::arbitrary<bool>() ? &decision : nullptr));
    RC_ASSERT(!::testing::Test::HasFailure());
}

}  // namespace
}  // namespace inference_pio
