#include "configuration/configuration.hpp"

#include <gmock/gmock.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>

#include "fakes/temporary_folder.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::AllOf;
using ::testing::HasSubstr;

std::optional<std::string> nothing_set(const char*) { return std::nullopt; }

std::optional<std::string> trunk_set(const char* name) {
    if (std::string_view(name) == "PIOBENCH_MAIN_BRANCH") return "trunk";
    return std::nullopt;
}

std::optional<std::string> set_to_nothing(const char*) { return ""; }
std::optional<std::string> set_to_blanks(const char* name) {
    return std::string_view(name) == "PIOBENCH_MAIN_BRANCH" ? std::optional<std::string>("two words") : std::nullopt;
}

Result<Configuration> parse(std::string_view text) { return parse_configuration(text, "piobench.toml", nothing_set); }

Error error_of(std::string_view text) {
    auto configuration = parse(text);
    EXPECT_FALSE(configuration) << text;
    return configuration ? Error{} : configuration.error();
}

constexpr std::string_view kWhole = R"(# Ours.
[history]
main_branch = "trunk"

[gate]
allowed = "1.5 %"
minimum_effect = 0.02
equivalence = "3%"
certainty = "99%"
inconclusive = "warn"
confirmations = 2

[[gate.rule]]
metric = "ttft"
allowed = "5%"
confirmations = 0

[[gate.rule]]
pattern = "qwen3_*/performance/*"
minimum_effect = "4%"
equivalence = 0
inconclusive = "fail"

[duet]
pairs = 48
samples = 2
budget = "10m"
build = "make -j 4"
build_folder = "out"
)";

TEST(ParseConfiguration, ReadsEveryKey) {
    const auto configuration = parse(kWhole);
    ASSERT_TRUE(configuration) << configuration.error().message;
    EXPECT_EQ(configuration->history.main_branch, "trunk");
    EXPECT_EQ(configuration->gate.general, (GateThresholds{0.015, 0.02, 0.03, 0.99, Inconclusive::warn, 2}));
    ASSERT_EQ(configuration->gate.rules.size(), 2U);
    EXPECT_EQ(configuration->gate.rules[0], (GateRule{"ttft", "", 0.05, {}, {}, {}, 0}));
    EXPECT_EQ(configuration->gate.rules[1],
              (GateRule{"", "qwen3_*/performance/*", {}, 0.04, 0.0, Inconclusive::fail, {}}));
    EXPECT_EQ(configuration->duet, (DuetSettings{48, 2, Seconds{600}, "make -j 4", "out"}));
}

TEST(ParseConfiguration, KnowsWhereEachValueComesFrom) {
    const auto configuration = parse_configuration(kWhole, "piobench.toml", trunk_set);
    ASSERT_TRUE(configuration) << configuration.error().message;
    const auto& origins = configuration->origins;
    EXPECT_EQ(origins.at("gate.allowed"), "piobench.toml:6");
    EXPECT_EQ(origins.at("duet.build_folder"), "piobench.toml:29");
    EXPECT_EQ(origins.at("gate.rule[1].metric"), "piobench.toml:14");
    EXPECT_EQ(origins.at("gate.rule[2].equivalence"), "piobench.toml:21");
    EXPECT_EQ(origins.at("history.main_branch"), "environment PIOBENCH_MAIN_BRANCH");
    EXPECT_FALSE(origins.contains("gate.rule[1].equivalence"));
    EXPECT_EQ(parse("").value().origins.at("duet.budget"), "default");
}

TEST(ParseConfiguration, AnEmptyTextIsTheDefaults) {
    for (const char* text : {"", "\n", "# nothing\n", "[gate]\n[duet]\n", "\xEF\xBB\xBF[history]\r\n"}) {
        auto configuration = parse(text);
        ASSERT_TRUE(configuration) << configuration.error().message;
        configuration->origins.clear();
        EXPECT_EQ(*configuration, Configuration{}) << text;
    }
}

TEST(ParseConfiguration, TakesOtherWaysOfWritingTables) {
    const auto dotted = parse("gate.allowed = '2%'\nduet = { pairs = 6 }\n[gate]\n");
    EXPECT_FALSE(dotted) << "TOML itself forbids to open a dotted table again";
    const auto inline_rules =
        parse("duet = { pairs = 6 }\ngate.allowed = '2%'\ngate.rule = [{ metric = 'itl', allowed = 0.1 }]\n");
    ASSERT_TRUE(inline_rules) << inline_rules.error().message;
    EXPECT_EQ(inline_rules->duet.pairs, 6);
    EXPECT_EQ(inline_rules->gate.general.allowed, 0.02);
    EXPECT_EQ(inline_rules->gate.rules, (std::vector<GateRule>{{"itl", "", 0.1, {}, {}, {}, {}}}));
    EXPECT_EQ(inline_rules->origins.at("gate.rule[1].allowed"), "piobench.toml:3");
}

struct Wrong {
    const char* text;
    const char* place;
    const char* message;
    const char* remedy;
};

TEST(ParseConfiguration, NamesFileLineKeyAndWhatWouldDo) {
    for (const Wrong& row : std::vector<Wrong>{
             {"[gate]\nallowed = 3\n", "piobench.toml:2: ", "gate.allowed: 3 is not below 1", "write 0.03 or \"3%\""},
             {"[gate]\n\nalowed = 0.03\n", "piobench.toml:3: ", "unknown key 'alowed' in [gate]", "'allowed'"},
             {"[gates]\n", "piobench.toml:1: ", "unknown table or key 'gates' at the top", "'gate'"},
             {"pairs = 6\n", "piobench.toml:1: ", "unknown table or key 'pairs'", "belongs in [duet]"},
             {"allowed = 0\n", "piobench.toml:1: ", "'allowed'", "belongs in [gate] or [[gate.rule]]"},
             {"[gate]\nmetric = 'x'\n", "piobench.toml:2: ", "'metric' in [gate]", "belongs in [[gate.rule]]"},
             {"[[gate.rule]]\ncertainty = 0.9\n", "piobench.toml:2: ", "'certainty' in [[gate.rule]]", "in [gate]"},
             {"[gate.rule]\nallowed = 0\n", "piobench.toml:1: ", "gate.rule is not a list", "[[gate.rule]]"},
             {"[gate]\nrule = [1]\n", "piobench.toml:2: ", "gate.rule[1] is not a table", "[[gate.rule]]"},
             {"[[gate.rule]]\nmetric = 'itl'\n", "piobench.toml:1: ", "gate.rule[1] changes nothing", "threshold"},
             {"[gate.allowed]\nx = 1\n", "piobench.toml:1: ", "gate.allowed: a table is no share", "\"3%\""},
             {"[gate]\n[[gate.rules]]\nallowed = 0\n", "piobench.toml:2: ", "unknown key 'rules' in [gate]", ""},
             {"gate = 1\n", "piobench.toml:1: ", "'gate' is a value", "write [gate] on a line of its own"},
             {"[[duet]]\npairs = 6\n", "piobench.toml:1: ", "'duet' is a value", "write [duet]"},
             {"[duet]\npairs = 4\n", "piobench.toml:2: ", "duet.pairs: 4 is too small", "from 6 to 10000"},
             {"[duet]\nbudget = 600\n", "piobench.toml:2: ", "duet.budget: 600", "\"600s\""},
             {"[duet]\nbudget = 2026-11-24\n", "piobench.toml:2: ", "a date or time is no duration", "\"10m\""},
             {"[gate]\nallowed = 0\nallowed = 0\n", "piobench.toml:3:", "redefine", "TOML"},
             {"[gate]\nallowed = \n", "piobench.toml:2:", "value", "TOML"},
             {"[gate\n", "piobench.toml:1:", "", "TOML"},
             {"[gate]\n[gate]\n", "piobench.toml:2:", "", "TOML"},
         }) {
        const Error error = error_of(row.text);
        EXPECT_EQ(error.kind, ErrorKind::malformed) << row.text;
        EXPECT_THAT(error.message, AllOf(HasSubstr(row.place), HasSubstr(row.message))) << row.text;
        EXPECT_THAT(error.remedy, HasSubstr(row.remedy)) << row.text;
    }
}

TEST(ParseConfiguration, TellsOfTheFirstWrongLine) {
    const Error error = error_of("[history]\nmain_branch = 1\n[gate]\nallowed = 3\n[duet]\npairs = 1\n");
    EXPECT_THAT(error.message, HasSubstr("piobench.toml:2: "));
    const Error other = error_of("[duet]\npairs = 1\n[gate]\nallowed = 3\n");
    EXPECT_THAT(other.message, HasSubstr("piobench.toml:2: duet.pairs"));
}

TEST(ParseConfiguration, TheEnvironmentOverridesAndIsChecked) {
    EXPECT_EQ(parse_configuration("", "f", trunk_set)->history.main_branch, "trunk");
    EXPECT_EQ(parse_configuration("", "f", set_to_nothing)->history.main_branch, "main");
    EXPECT_EQ(parse_configuration("", "f", nullptr)->history.main_branch, "main");
    const auto wrong = parse_configuration("", "f", set_to_blanks);
    ASSERT_FALSE(wrong);
    EXPECT_THAT(wrong.error().message, AllOf(HasSubstr("PIOBENCH_MAIN_BRANCH"), HasSubstr("'two words'")));
}

class ReadConfiguration : public ::testing::Test {
protected:
    Result<Configuration> read(const fs::path& given = {}) {
        return read_configuration(folder_.path(), given, nothing_set);
    }
    fs::path write(const std::string& name, const std::string& text) {
        std::ofstream(folder_.path() / name, std::ios::binary) << text;
        return folder_.path() / name;
    }
    TemporaryFolder folder_;
};

TEST_F(ReadConfiguration, TheProjectsFileMayBeMissingAndAGivenOneMayNot) {
    EXPECT_EQ(read()->duet.pairs, 24);
    const auto missing = read(folder_.path() / "mine.toml");
    ASSERT_FALSE(missing);
    EXPECT_EQ(missing.error().kind, ErrorKind::not_found);
    EXPECT_THAT(missing.error().message, HasSubstr("mine.toml"));
}

TEST_F(ReadConfiguration, AGivenFileReplacesTheProjects) {
    write("piobench.toml", "[duet]\npairs = 10\nsamples = 9\n");
    EXPECT_EQ(read()->duet.pairs, 10);
    const auto given = read(write("mine.toml", "[duet]\npairs = 20\n"));
    EXPECT_EQ(given->duet.pairs, 20);
    EXPECT_EQ(given->duet.samples, 4);
    EXPECT_EQ(given->origins.at("duet.pairs"), (folder_.path() / "mine.toml").string() + ":2");
}

TEST_F(ReadConfiguration, RefusesWhatIsNoFile) {
    fs::create_directory(folder_.path() / "piobench.toml");
    const auto folder = read();
    ASSERT_FALSE(folder);
    EXPECT_EQ(folder.error().kind, ErrorKind::io);
    EXPECT_THAT(folder.error().message, AllOf(HasSubstr("piobench.toml"), HasSubstr("a folder")));
    EXPECT_FALSE(read("/dev/zero")) << "does not read for ever";
    ASSERT_EQ(::mkfifo((folder_.path() / "pipe").c_str(), 0600), 0);
    EXPECT_FALSE(read(folder_.path() / "pipe")) << "does not wait for ever";
}

TEST_F(ReadConfiguration, RefusesHostileFilesNamingThem) {
    std::string binary;
    for (int i = 0; i < 4096; ++i) binary += static_cast<char>((i * 2654435761U) >> 24U);
    std::string keys;
    for (int i = 0; i < 100'000; ++i) keys += "a.";
    const std::string open(100'000, '[');
    for (const std::string& text : {binary, std::string(10'000'000, 'x'), "x = " + open, "[" + keys + "a]\n",
                                    keys + "a = 1\n", std::string(200'000, '\0'), std::string("\xFF\xFE")}) {
        const auto read_back = read(write("hostile.toml", text));
        ASSERT_FALSE(read_back);
        EXPECT_EQ(read_back.error().kind, ErrorKind::malformed);
        EXPECT_THAT(read_back.error().message, HasSubstr("hostile.toml"));
        EXPECT_LT(read_back.error().message.size(), 600U);
    }
}

}  // namespace
}  // namespace inference_pio
