// What a Google Benchmark program lists, as benchmarks with axes.
#include "worker/adapters/google_benchmark_cases.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <regex>
#include <set>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Value whole(std::int64_t number) { return number; }
Value word(std::string text) { return text; }

GoogleBenchmarkFamily only_family(const std::vector<std::string>& names) {
    auto families = google_benchmark_families(names);
    EXPECT_THAT(families, SizeIs(1));
    return families.empty() ? GoogleBenchmarkFamily{} : families.front();
}

TEST(GoogleBenchmarkCasesTest, ANameAloneHasNoAxes) {
    const auto family = only_family({"BM_sort"});
    EXPECT_EQ(family.name, "BM_sort");
    EXPECT_THAT(family.axes, IsEmpty());
    EXPECT_THAT(family.cases, ElementsAre(GoogleBenchmarkCase{"BM_sort", {}}));
}

TEST(GoogleBenchmarkCasesTest, ANumberIsAnArgument) {
    const auto family = only_family({"BM_sort/8", "BM_sort/-64"});
    EXPECT_THAT(family.axes, ElementsAre(Axis{"argument", ValueType::integer, {whole(8), whole(-64)}}));
    EXPECT_THAT(family.cases, ElementsAre(GoogleBenchmarkCase{"BM_sort/8", {{"argument", whole(8)}}},
                                          GoogleBenchmarkCase{"BM_sort/-64", {{"argument", whole(-64)}}}));
}

TEST(GoogleBenchmarkCasesTest, AllCombinationsAreAxes) {
    const auto family = only_family(
        {"BM_x/rows:1/4/threads:1", "BM_x/rows:1/4/threads:2", "BM_x/rows:2/4/threads:1", "BM_x/rows:2/4/threads:2"});
    EXPECT_THAT(family.axes, ElementsAre(Axis{"rows", ValueType::integer, {whole(1), whole(2)}},
                                         Axis{"argument", ValueType::integer, {whole(4)}},
                                         Axis{"threads", ValueType::integer, {whole(1), whole(2)}}));
    EXPECT_EQ(family.cases.at(2).parameters.to_string(), "rows=2,argument=4,threads=1");
    EXPECT_EQ(family.cases.at(2).exact_name, "BM_x/rows:2/4/threads:1");
}

TEST(GoogleBenchmarkCasesTest, SeveralNumbersAreNumbered) {
    const auto family = only_family({"BM_x/1/5/real_time", "BM_x/2/5/real_time"});
    EXPECT_THAT(family.axes, ElementsAre(Axis{"argument_1", ValueType::integer, {whole(1), whole(2)}},
                                         Axis{"argument_2", ValueType::integer, {whole(5)}}));
}

TEST(GoogleBenchmarkCasesTest, SomeCombinationsAreAList) {
    const auto family = only_family({"BM_x/1/2", "BM_x/3/4"});
    EXPECT_THAT(family.axes, ElementsAre(Axis{"case", ValueType::word, {word("1/2"), word("3/4")}}));
    EXPECT_EQ(family.cases.at(1).exact_name, "BM_x/3/4");
    EXPECT_EQ(family.cases.at(1).parameters.to_string(), "case=3/4");
}

TEST(GoogleBenchmarkCasesTest, OtherShapesOfOneNameAreAList) {
    const auto family = only_family({"BM_x", "BM_x/real_time", "BM_x/n:1/n:2"});
    EXPECT_THAT(family.axes,
                ElementsAre(Axis{"case", ValueType::word, {word("plain"), word("real_time"), word("n:1/n:2")}}));
}

TEST(GoogleBenchmarkCasesTest, PartsOfNamesAreNoArguments) {
    const auto families = google_benchmark_families({"Fixture/Method/8", "BM_capture/a_case", "BM_copy/std::vector/2"});
    ASSERT_THAT(families, SizeIs(3));
    EXPECT_EQ(families[0].name, "Fixture/Method");
    EXPECT_EQ(families[1].name, "BM_capture/a_case");
    EXPECT_EQ(families[2].name, "BM_copy/std::vector");
}

TEST(GoogleBenchmarkCasesTest, TextIsAWord) {
    const auto family = only_family({"BM_x/mode:fast/min_time:0.500", "BM_x/mode:7/min_time:0.500"});
    EXPECT_THAT(family.axes, ElementsAre(Axis{"mode", ValueType::word, {word("fast"), word("7")}},
                                         Axis{"min_time", ValueType::word, {word("0.500")}}));
    // A number that is not printed as it was written is text too.
    EXPECT_EQ(only_family({"BM_x/n:007"}).axes.at(0).type, ValueType::word);
    EXPECT_EQ(only_family({"BM_x/n:99999999999999999999"}).axes.at(0).type, ValueType::word);
}

TEST(GoogleBenchmarkCasesTest, OddCharactersBecomeUnderscoresAndNothingIsLost) {
    const auto families =
        google_benchmark_families({"BM_t<std::pair<int, char>>/8", "a b", "a,b", "[x]=1", "\xff\xfe", "a b"});
    ASSERT_THAT(families, SizeIs(4));
    EXPECT_EQ(families[0].name, "BM_t<std::pair<int_char>>");
    EXPECT_EQ(families[1].name, "a_b");
    EXPECT_THAT(families[1].axes, ElementsAre(Axis{"case", ValueType::word, {word("plain"), word("plain_2")}}));
    EXPECT_EQ(families[1].cases.at(1).exact_name, "a,b");
    EXPECT_EQ(families[2].name, "_x_1");
    EXPECT_EQ(families[3].name, "_");
}

TEST(GoogleBenchmarkCasesTest, AFilterMatchesItsNameOnly) {
    EXPECT_EQ(exact_name_filter("BM_x/8"), "^BM_x/8$");
    EXPECT_EQ(exact_name_filter("a.b(c)[d]{1}^$|*+?\\"), R"(^a\.b\(c\)\[d]\{1}\^\$\|\*\+\?\\$)");
}

RC_GTEST_PROP(GoogleBenchmarkCasesProperty, EveryNameIsOneCaseWithPrintableParts, ()) {
    const auto names = *rc::gen::container<std::vector<std::string>>(rc::gen::container<std::string>(
        rc::gen::element('a', 'B', '1', '0', '-', '/', ':', '_', ' ', ',', '=', '[', ']', '<', '(', '\\', '.', '\t')));
    std::set<std::string> wanted(names.begin(), names.end());
    wanted.erase("");
    std::set<std::string> found;
    std::set<std::string> heads;
    for (const auto& family : google_benchmark_families(names)) {
        RC_ASSERT(heads.insert(family.name).second);
        RC_ASSERT(!family.name.empty() && family.name.find_first_of("[],= \n\t") == std::string::npos);
        std::set<std::string> points;
        for (const auto& one : family.cases) {
            RC_ASSERT(found.insert(one.exact_name).second);
            RC_ASSERT(points.insert(one.parameters.to_string()).second);
            RC_ASSERT(one.parameters.entries().size() == family.axes.size());
            for (std::size_t i = 0; i < family.axes.size(); ++i) {
                const auto& [name, value] = one.parameters.entries()[i];
                RC_ASSERT(name == family.axes[i].name);
                RC_ASSERT(std::count(family.axes[i].values.begin(), family.axes[i].values.end(), value) == 1);
                const auto back = parse_value(family.axes[i].type, to_string(value));
                RC_ASSERT(back && *back == value);
            }
        }
    }
    RC_ASSERT(found == wanted);
}

RC_GTEST_PROP(GoogleBenchmarkCasesProperty, AFilterMatchesExactlyItsName, ()) {
    const auto text = rc::gen::container<std::string>(rc::gen::element('a', 'b', '/', ':', '.', '*', '+', '?', '(', ')',
                                                                       '[', ']', '{', '}', '^', '$', '|', '\\', '1'));
    const std::string name = *text;
    const std::string other = *text;
    const std::regex filter(exact_name_filter(name), std::regex::extended);
    RC_ASSERT(std::regex_search(name, filter));
    RC_ASSERT(std::regex_search(other, filter) == (other == name));
}

}  // namespace
}  // namespace inference_pio
