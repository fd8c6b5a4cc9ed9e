// [command.NAME] of piobench.toml: what is read, and what is refused with a remedy.
#include "configuration/command_settings.hpp"

#include <gmock/gmock.h>

#include "configuration/configuration.hpp"

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Result<Configuration> parse(std::string_view text) { return parse_configuration(text, "f", nullptr); }

CommandSettings command_in(const std::string& text) {
    const auto configuration = parse("[command.x]\n" + text);
    EXPECT_TRUE(configuration) << configuration.error().message << ": " << configuration.error().remedy;
    return configuration ? configuration->commands.at("x") : CommandSettings{};
}

TEST(CommandSettingsTest, EveryKeyIsRead) {
    const auto configuration = parse(R"([command.sort-numbers]
run = ["sort", "--parallel={threads}", "{size}.txt"]
prepare = "make {size}.txt"
cleanup = ["rm", "-f", "out"]
directory = "data"
doc = "Sort numbers"
format = "google-benchmark"
suite = "shell"
environment = {LC_ALL = "C", THREADS = "{threads}"}

[command.sort-numbers.parameters]
threads = [1, 2]
size = 1000
)");
    ASSERT_TRUE(configuration) << configuration.error().message << ": " << configuration.error().remedy;
    const CommandSettings& sort = configuration->commands.at("sort-numbers");
    EXPECT_THAT(sort.run.words, ElementsAre("sort", "--parallel={threads}", "{size}.txt"));
    EXPECT_EQ(sort.run.shell, "");
    EXPECT_EQ(sort.prepare.shell, "make {size}.txt");
    EXPECT_THAT(sort.cleanup.words, ElementsAre("rm", "-f", "out"));
    EXPECT_EQ(sort.directory, "data");
    EXPECT_EQ(sort.doc, "Sort numbers");
    EXPECT_EQ(sort.format, "google-benchmark");
    EXPECT_EQ(sort.suite, "shell");
    EXPECT_EQ(sort.environment.at("THREADS"), "{threads}");
    EXPECT_THAT(sort.parameters, ElementsAre(Axis{"threads", ValueType::integer, {std::int64_t{1}, std::int64_t{2}}},
                                             Axis{"size", ValueType::integer, {std::int64_t{1000}}}))
        << "in the order of the file";
    EXPECT_EQ(configuration->origins.at("command.sort-numbers.run"), "f:2");
    EXPECT_EQ(configuration->origins.at("command.sort-numbers.parameters.size"), "f:13");
    EXPECT_EQ(configuration->origins.at("command.sort-numbers.environment.LC_ALL"), "f:9");
}

TEST(CommandSettingsTest, TheLeastIsSomethingToRun) {
    const CommandSettings least = command_in("run = \"true\"\n");
    EXPECT_EQ(least, (CommandSettings{.run = {.shell = "true"}}));
    EXPECT_EQ(least.suite, "command");
    EXPECT_EQ(least.format, "text");
}

TEST(CommandSettingsTest, ParametersHaveTypes) {
    const CommandSettings command = command_in(
        "run = \"{a} {b} {c} {d}\"\nparameters = {a = [1, 0.5], b = [true, false], c = \"word\", d = [2, 2]}\n");
    ASSERT_EQ(command.parameters.size(), 4U);
    EXPECT_EQ(command.parameters[0], (Axis{"a", ValueType::real, {1.0, 0.5}}));
    EXPECT_EQ(command.parameters[1], (Axis{"b", ValueType::boolean, {true, false}}));
    EXPECT_EQ(command.parameters[2], (Axis{"c", ValueType::word, {std::string("word")}}));
    EXPECT_EQ(command.parameters[3], (Axis{"d", ValueType::integer, {std::int64_t{2}}})) << "each value once";
}

TEST(CommandSettingsTest, AParameterMayBeUsedInTheEnvironmentAlone) {
    EXPECT_EQ(command_in("run = \"true\"\nparameters = {n = [1]}\nenvironment = {N = \"{n}\"}\n").parameters.size(),
              1U);
}

struct WrongCommand {
    std::string text;
    std::string message;
    std::string remedy;
};

class WrongCommandTest : public ::testing::TestWithParam<WrongCommand> {};

TEST_P(WrongCommandTest, IsRefusedWithItsLineAndARemedy) {
    const auto configuration = parse(GetParam().text);
    ASSERT_FALSE(configuration) << GetParam().text;
    EXPECT_THAT(configuration.error().message, HasSubstr(GetParam().message));
    EXPECT_THAT(configuration.error().remedy, HasSubstr(GetParam().remedy));
}

using Wrong = WrongCommand;
INSTANTIATE_TEST_SUITE_P(
    Commands, WrongCommandTest,
    ::testing::Values(
        Wrong{"[command.x]\nrun = \"a\"\nprepar = \"b\"", "f:3: unknown key 'prepar' in [command.NAME]",
              "did you mean 'prepare'"},
        Wrong{"[command.x]\nrun = \"a\"\nparameter = {a = 1}", "unknown key 'parameter'", "did you mean 'parameters'"},
        Wrong{"[comand.x]\nrun = \"a\"", "unknown table or key 'comand'", "did you mean 'command'"},
        Wrong{"[command.x]\ndoc = \"a\"", "f:1: command.x: there is nothing to run", "run = ["},
        Wrong{"[command.x]\nrun = 3", "f:2: command.x.run: 3 is no command", "a line for the shell"},
        Wrong{"[command.x]\nrun = []", "command.x.run: a list of texts names no program", "program"},
        Wrong{"[command.x]\nrun = [\"\"]", "names no program", "program"},
        Wrong{"[command.x]\nrun = [\"a\", 3]", "command.x.run: a list is no command", "program"},
        Wrong{"[command.x]\nrun = \" \"", "command.x.run", "take the key out"},
        Wrong{"[command.x]\nrun = \"a\"\nformat = \"jsn\"", "f:3: command.x.format: 'jsn' is no format",
              "\"google-benchmark\""},
        Wrong{"[command.x]\nrun = \"a\"\nsuite = \"a/b\"", "command.x.suite: 'a/b' is no name of a suite", "letters"},
        Wrong{"[command.x]\nrun = \"a\"\nparameters = {n = [1, 2]}",
              "command.x: the parameter 'n' stands nowhere in run, prepare, cleanup or environment", "write {n}"},
        Wrong{"[command.x]\nrun = \"{n}\"\nparameters = {n = [1, \"a\"]}", "of several types: integer and word",
              "quotation marks"},
        Wrong{"[command.x]\nrun = \"{n}\"\nparameters = {n = []}", "'n' has no value", "[1, 2]"},
        Wrong{"[command.x]\nrun = \"{n}\"\nparameters = {n = [[1]]}", "command.x.parameters.n is no value", "[1, 4]"},
        Wrong{"[command.x]\nrun = \"{n}\"\nparameters = {n = \"a,b\"}", "cannot stand in the name of a case", "commas"},
        Wrong{"[command.x]\nrun = \"{n}\"\nparameters = {n = nan}", "cannot stand in the name of a case", ""},
        Wrong{"[command.x]\nrun = \"{N}\"\nparameters = {N = 1}", "'N' is no name for a parameter", "small letters"},
        Wrong{"[command.x]\nrun = \"a\"\nparameters = 3", "command.x.parameters is a value", "parameters = {"},
        Wrong{"[command.x]\nrun = \"a\"\nenvironment = {N = 3}", "command.x.environment.N is no variable with a text",
              "quotation marks"},
        Wrong{"[command.x]\nrun = \"a\"\nenvironment = {\"A=B\" = \"3\"}", "is no variable with a text", "NAME"},
        Wrong{"[command.\"a b\"]\nrun = \"a\"", "'a b' is no name for a command", "letters"},
        Wrong{"[command]\nx = 3", "command.x is a value", "[command.sort]"},
        Wrong{"[run]\nformat = \"text\"", "unknown key 'format' in [run]", "[command.NAME]"}));

}  // namespace
}  // namespace inference_pio
