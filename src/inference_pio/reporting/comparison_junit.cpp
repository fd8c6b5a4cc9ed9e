// The dialect is what both widespread schemas allow: the one of Ant's JUnit task (windyroad's JUnit.xsd) and the one of
// Jenkins' xUnit plugin (junit-10.xsd). So: no attributes on <testsuites>, properties of suites and not of test cases,
// one of failure, error and skipped at most. Ant's also wants a time of day of each suite; a duet of builds has none,
// and none is made up.
#include <fmt/format.h>

#include <algorithm>
#include <boost/property_tree/ptree.hpp>
#include <boost/property_tree/xml_parser.hpp>
#include <cmath>
#include <map>
#include <set>
#include <sstream>

#include "reporting/comparison_report.hpp"
#include "reporting/comparison_sides.hpp"
#include "reporting/comparison_summary.hpp"
#include "reporting/comparison_words.hpp"
#include "reporting/outside_words.hpp"
#include "reporting/unlike_groups.hpp"

namespace inference_pio {
namespace {

using Tree = boost::property_tree::ptree;

void set_attribute(Tree& element, const std::string& name, std::string_view value) {
    element.put(Tree::path_type("<xmlattr>/" + name, '/'), clean_token(value));
}

enum class Mark { passed, failure, error, skipped };

struct TestCase {
    std::string name;
    Mark mark = Mark::passed;
    std::string type;                  // of a failure or error
    std::string message;               // one line
    std::vector<std::string> details;  // lines
    double seconds = 0;
};

struct Suite {
    std::string name;  // the benchmark's
    std::vector<std::pair<std::string, std::string>> properties;
    std::vector<TestCase> cases;

    [[nodiscard]] std::size_t count(Mark mark) const {
        return static_cast<std::size_t>(
            std::count_if(cases.begin(), cases.end(), [&](const TestCase& one) { return one.mark == mark; }));
    }
};

constexpr std::string_view kOwnSuite = "piobench";

// By benchmark, in order of first appearance; behind them the suite of the measurement itself.
class Suites {
public:
    Suite& of(const std::string& benchmark) {
        const std::string name = benchmark.empty() ? std::string(kOwnSuite) : benchmark;
        const auto [place, fresh] = places_.try_emplace(name, suites_.size());
        if (fresh) suites_.push_back({name, {}, {}});
        return suites_[place->second];
    }
    [[nodiscard]] const std::vector<Suite>& all() const { return suites_; }

private:
    std::vector<Suite> suites_;
    std::map<std::string, std::size_t> places_;
};

// "decode_fast[batch_size=1]"; the statistic where a metric has several.
std::string test_name(const ComparedMetric& row) {
    const bool tail = row.metric.reduction == Reduction::pooled && !row.statistic.empty();
    const std::string metric = tail ? row.metric.name + " " + row.statistic : row.metric.name;
    return case_name(metric, row.parameters);
}

std::string number_text(double value) { return fmt::format("{:.9g}", value); }

void add_properties(Suite& suite, const ComparedMetric& row) {
    const std::string name = test_name(row);
    const auto add = [&](std::string_view what, const std::optional<double>& value) {
        if (value && std::isfinite(*value))
            suite.properties.emplace_back(fmt::format("{} {}", name, what), number_text(*value));
    };
    const std::string unit = row.metric.unit.empty() ? "" : fmt::format(" ({})", row.metric.unit);
    add("baseline" + unit, row.baseline);
    add("candidate" + unit, row.candidate);
    add("ratio", row.ratio);
    if (!row.interval) return;
    add("ratio low", row.interval->low);
    add("ratio high", row.interval->high);
}

std::vector<std::string> details_of(const Comparison& comparison, const ComparedMetric& row) {
    std::vector<std::string> lines{fmt::format("{}: {}", row.case_name(), row_sentence(row)),
                                   "verdict: " + verdict_text(row)};
    if (const std::string doubt = doubt_text(row); !doubt.empty()) lines.push_back(doubt);
    if (row.p_value) {
        std::string p = fmt::format("p = {:.2g}", *row.p_value);
        if (row.adjusted_p_value) p += fmt::format(", {:.2g} in its family", *row.adjusted_p_value);
        lines.push_back(fmt::format("{}; a difference of {} is allowed", p, share_text(row.allowed)));
    }
    if (row.accepted) lines.push_back("accepted: " + *row.accepted);
    if (!row.reason.empty()) lines.push_back(row.reason);
    for (const SideFact& fact : side_facts(comparison)) {
        if (!fact.same())
            lines.push_back(fmt::format("{}: base {}, candidate {}", fact.label, fact.base, fact.candidate));
    }
    return lines;
}

TestCase test_of_row(const Comparison& comparison, const ComparedMetric& row, RowRole role, bool has_to_settle) {
    TestCase test{test_name(row), Mark::passed, "", "", {}, 0};
    if (role == RowRole::alarm) {
        test.mark = Mark::failure;
        test.type = "regressed";
        test.message = effect_text(row);
    } else if (role == RowRole::suspect) {
        test.mark = Mark::error;
        test.type = "suspect";
        test.message = effect_text(row) + ", not confirmed";
    } else if (has_to_settle) {
        test.mark = Mark::error;
        test.type = "inconclusive";
        const std::string doubt = doubt_text(row);
        test.message = "no verdict" + (doubt.empty() ? std::string() : ": " + doubt);
    } else if (!row.ratio) {
        test.mark = Mark::skipped;
        test.message = row.reason.empty() ? "there is nothing to compare" : row.reason;
        return test;
    }
    if (test.mark != Mark::passed) test.details = details_of(comparison, row);
    return test;
}

void add_rows(Suites& suites, const Comparison& comparison, const GateDecision* decision) {
    const std::vector<RowRole> roles = roles_of(comparison, decision);
    std::set<std::size_t> unsettled;
    if (decision != nullptr) unsettled.insert(decision->unsettled.begin(), decision->unsettled.end());
    for (std::size_t i = 0; i < comparison.rows.size(); ++i) {
        const ComparedMetric& row = comparison.rows[i];
        if (!row.deciding) continue;
        Suite& suite = suites.of(row.benchmark);
        suite.cases.push_back(test_of_row(comparison, row, roles[i], unsettled.contains(i)));
        add_properties(suite, row);
    }
}

void add_unlike(Suites& suites, const Comparison& comparison) {
    for (const Unlike& unlike : comparison.unlike) {
        const std::string benchmark = unlike.case_name.substr(0, unlike.case_name.find('['));
        const std::string parameters = unlike.case_name.substr(benchmark.size());
        const std::string what = unlike.metric.empty() ? std::string("comparable") : unlike.metric;
        TestCase test{what + parameters, Mark::skipped, "", "", {}, 0};
        test.message = unlike_reason(unlike.field, unlike.baseline, unlike.candidate);
        if (unlike.case_name.empty()) test.name = unlike.metric.empty() ? unlike.field : unlike.metric;
        suites.of(benchmark).cases.push_back(std::move(test));
    }
}

// The measurement as a whole: what it took, and whether it says anything. Without it an unfit machine, an
// interruption or an empty comparison would leave a file in which everything is well.
TestCase test_of_measurement(const Comparison& comparison, const GateDecision* decision, bool any_wrong) {
    TestCase test{"measurement", Mark::passed, "", "", {}, comparison.duration_s};
    const bool unfit = comparison.control && comparison.control->flagged;
    const bool open = decision != nullptr && decision->outcome != GateOutcome::passed;
    if (unfit) {
        test.type = "unfit_machine";
        test.message = "the machine is unfit: " + comparison.control->reason;
    } else if (comparison.interrupted) {
        test.type = "interrupted";
        test.message = "interrupted: this is what was measured until then";
    } else if (open && !any_wrong) {
        test.type = std::string(to_string(decision->outcome));
        test.message = decision->reason;
    }
    if (test.type.empty()) return test;
    test.mark = Mark::error;
    test.details = comparison.warnings;
    return test;
}

// Counts of one suite have to tell test cases apart: equal names get a number.
void number_equal_names(Suite& suite) {
    std::map<std::string, int> seen;
    for (TestCase& test : suite.cases) {
        const int times = ++seen[clean_token(test.name)];
        if (times > 1) test.name += fmt::format(" ({})", times);
    }
}

std::string tag_of(Mark mark) { return mark == Mark::failure ? "failure" : mark == Mark::error ? "error" : "skipped"; }

std::string class_name(const std::string& benchmark) {
    std::string name = benchmark;
    std::replace(name.begin(), name.end(), '/', '.');
    return name;
}

Tree tree_of_case(const Suite& suite, const TestCase& test) {
    Tree tree;
    set_attribute(tree, "classname", class_name(suite.name));
    set_attribute(tree, "name", test.name);
    set_attribute(tree, "time", fmt::format("{:.3f}", test.seconds));
    if (test.mark == Mark::passed) return tree;
    Tree& mark = tree.put_child(tag_of(test.mark), {});
    set_attribute(mark, "message", test.message);
    if (test.mark != Mark::skipped) set_attribute(mark, "type", test.type);
    std::string details;
    for (const std::string& line : test.details) details += clean_token(line) + '\n';
    mark.data() = details;
    return tree;
}

// "2026-11-24T10:00:00": without the zone, as the schema wants it; empty: unknown.
std::string zoneless(const std::string& timestamp) {
    return timestamp.size() == 20 && timestamp.back() == 'Z' ? timestamp.substr(0, 19) : std::string();
}

Tree tree_of_suite(const Suite& suite, std::size_t id, const Comparison& comparison) {
    double seconds = 0;
    for (const TestCase& test : suite.cases) seconds += test.seconds;
    Tree tree;
    set_attribute(tree, "name", suite.name);
    set_attribute(tree, "package", class_name(suite.name));
    set_attribute(tree, "id", fmt::format("{}", id));
    set_attribute(tree, "hostname", "localhost");
    set_attribute(tree, "tests", fmt::format("{}", suite.cases.size()));
    set_attribute(tree, "failures", fmt::format("{}", suite.count(Mark::failure)));
    set_attribute(tree, "errors", fmt::format("{}", suite.count(Mark::error)));
    set_attribute(tree, "skipped", fmt::format("{}", suite.count(Mark::skipped)));
    set_attribute(tree, "time", fmt::format("{:.3f}", seconds));
    const std::string timestamp = zoneless(comparison.candidate.timestamp);
    if (!timestamp.empty()) set_attribute(tree, "timestamp", timestamp);
    Tree& properties = tree.put_child("properties", {});
    for (const auto& [name, value] : suite.properties) {
        Tree& property = properties.add_child("property", {});
        set_attribute(property, "name", name);
        set_attribute(property, "value", value);
    }
    for (const TestCase& test : suite.cases) tree.add_child("testcase", tree_of_case(suite, test));
    tree.put_child("system-out", {});
    tree.put_child("system-err", {});
    return tree;
}

void add_own_properties(Suite& suite, const Comparison& comparison) {
    for (const SideFact& fact : side_facts(comparison)) {
        if (fact.same()) {
            suite.properties.emplace_back(fact.label, fact.base);
        } else {
            suite.properties.emplace_back(fmt::format("baseline {}", fact.label), fact.base);
            suite.properties.emplace_back(fmt::format("candidate {}", fact.label), fact.candidate);
        }
    }
    suite.properties.emplace_back("evidence", to_string(comparison.evidence));
    if (!comparison.fingerprint.empty()) suite.properties.emplace_back("machine", comparison.fingerprint);
}

}  // namespace

std::string format_comparison_junit(const Comparison& comparison, const GateDecision* decision) {
    Suites suites;
    add_rows(suites, comparison, decision);
    add_unlike(suites, comparison);
    const bool any_wrong = std::any_of(suites.all().begin(), suites.all().end(), [](const Suite& suite) {
        return suite.count(Mark::failure) + suite.count(Mark::error) > 0;
    });
    Suite& own = suites.of(std::string(kOwnSuite));
    own.cases.push_back(test_of_measurement(comparison, decision, any_wrong));
    add_own_properties(own, comparison);
    Tree document;
    Tree& suites_tree = document.put_child("testsuites", {});
    for (std::size_t id = 0; id < suites.all().size(); ++id) {
        Suite suite = suites.all()[id];
        number_equal_names(suite);
        suites_tree.add_child("testsuite", tree_of_suite(suite, id, comparison));
    }
    std::ostringstream out;
    boost::property_tree::write_xml(out, document, boost::property_tree::xml_writer_make_settings<std::string>(' ', 2));
    return out.str();
}

}  // namespace inference_pio
