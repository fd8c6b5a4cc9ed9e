// Commands with placeholders: what is started.
#include "contracts/command_line.hpp"

#include <gmock/gmock.h>

#include <array>
#include <cstdio>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

// What the shell prints for a line; the code where it fails.
std::string output_of(const std::string& line) {
    FILE* pipe = ::popen(line.c_str(), "r");
    std::array<char, 256> block{};
    std::string output;
    for (std::size_t got = 0; (got = ::fread(block.data(), 1, block.size(), pipe)) > 0;)
        output.append(block.data(), got);
    const int status = ::pclose(pipe);
    return status == 0 ? output : "status " + std::to_string(status);
}

const Parameters kTwo{{"size", std::int64_t{8}}, {"name", std::string("a b")}};

TEST(CommandLineTest, WordsGetValuesAsTheyAre) {
    EXPECT_THAT(argv_of({.words = {"sort", "--size={size}", "{name}", "{size}{size}"}}, kTwo),
                ElementsAre("sort", "--size=8", "a b", "88"));
    EXPECT_THAT(argv_of({}, kTwo), IsEmpty());
}

TEST(CommandLineTest, BracesOfOthersStay) {
    EXPECT_EQ(fill_placeholders("${size} {} {other} {size {{size}} awk '{print $1}' {\"a\": 1}", kTwo),
              "${size} {} {other} {size {8} awk '{print $1}' {\"a\": 1}");
}

TEST(CommandLineTest, PlaceholdersAreFound) {
    EXPECT_TRUE(has_placeholder("--size={size}", "size"));
    EXPECT_FALSE(has_placeholder("--size=${size} {size", "size"));
    EXPECT_FALSE(has_placeholder("{sizes}", "size"));
    EXPECT_TRUE(has_placeholder(CommandLine{.words = {"a", "{size}"}}, "size"));
    EXPECT_TRUE(has_placeholder(CommandLine{.shell = "a {size}"}, "size"));
    EXPECT_FALSE(has_placeholder(CommandLine{}, "size"));
}

TEST(CommandLineTest, LinesGoThroughTheShell) {
    EXPECT_THAT(argv_of({.shell = "echo {size} | cat"}, kTwo), ElementsAre("/bin/sh", "-c", "echo 8 | cat"));
    EXPECT_THAT(argv_of({.shell = "cat {name}"}, kTwo), ElementsAre("/bin/sh", "-c", "cat 'a b'"));
}

// Whatever is in a value, the shell sees one word, or no more than its text within quotation marks.
TEST(CommandLineTest, ValuesAreNothingButTextToTheShell) {
    for (const std::string value : {"a b", "$(touch broken)", "`touch broken`", "it's", "\"", "a\\", "*", "$HOME",
                                    "; exit 9", "&", "~", "#x", "!"}) {
        const Parameters parameters{{"v", value}};
        for (const std::string line : {"printf '%s' {v}", "printf '%s' \"{v}\"", "printf '%s' '{v}'",
                                       "printf '%s%s' 'x'{v}\"\" ''", "printf \\'%s\\' {v}"}) {
            std::string expected = line.starts_with("printf '%s%s'") ? "x" + value : value;
            if (line.starts_with("printf \\'")) expected = "'" + value + "'";
            EXPECT_EQ(output_of(argv_of({.shell = line}, parameters).at(2)), expected) << line;
        }
    }
}

}  // namespace
}  // namespace inference_pio
