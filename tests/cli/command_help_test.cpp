#include "cli/command_help.hpp"

#include <gmock/gmock.h>

#include "cli/command.hpp"

namespace inference_pio {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

CommandHelp help_of(const std::function<void(CLI::App&)>& define) {
    CLI::App app("Does things.", "tool");
    define(app);
    return read_command_help(app);
}

TEST(ReadCommandHelp, TellsOptionsFromFlagsAndPositionals) {
    std::vector<std::string> patterns;
    std::string reason;
    int count = 3;
    bool quick = false;
    const CommandHelp help = help_of([&](CLI::App& app) {
        app.add_option("PATTERN", patterns, "Globs");
        app.add_option("-r,--reason", reason, "Why")->required();
        app.add_option("--count", count, "How many")->check(CLI::Range(1, 9))->capture_default_str();
        app.add_flag("--quick", quick, "A first look");
        app.add_option("--secret", reason, "Nobody knows")->group("");
    });
    ASSERT_EQ(help.positionals.size(), 1U);
    EXPECT_EQ(help.positionals[0].value_name, "PATTERN");
    EXPECT_EQ(help.positionals[0].kind, ArgumentKind::benchmark);
    EXPECT_TRUE(help.positionals[0].repeatable);
    ASSERT_EQ(help.options.size(), 4U) << "the hidden one is not told";
    EXPECT_THAT(help.options[0].names, ElementsAre("-r", "--reason"));
    EXPECT_EQ(help.options[0].value_name, "REASON");
    EXPECT_TRUE(help.options[0].required);
    EXPECT_EQ(help.options[1].value_name, "N");
    EXPECT_EQ(help.options[1].default_value, "3");
    EXPECT_TRUE(help.options[2].is_flag());
    EXPECT_THAT(help.options[3].names, Contains("--help"));
}

TEST(NameValues, HelpSpeaksOfValuesAndNotOfTypes) {
    CLI::App app("Does things.", "tool");
    CommandContext context;
    add_all_commands(app, context);
    name_values(app);
    std::string whole;
    for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) whole += command->help();
    EXPECT_THAT(whole, HasSubstr("--param NAME=VALUES..."));
    EXPECT_THAT(whole, HasSubstr("--budget DURATION"));
    EXPECT_THAT(whole, HasSubstr("compare [OPTIONS] [RUN...]"));
    EXPECT_THAT(whole, HasSubstr("--git BASE CANDIDATE "));
    EXPECT_THAT(whole, HasSubstr("--engine ENGINE=llama_cpp"));
    EXPECT_THAT(whole, HasSubstr("--watch (not with --dry-run)"));
    for (const char* type : {"TEXT", "FLOAT", "UINT", "INT:", "POSITIVE", " x "}) {
        EXPECT_THAT(whole, Not(HasSubstr(type)));
    }
}

TEST(ReadCommandHelp, KnowsFilesFoldersAndFixedSets) {
    std::string text;
    const CommandHelp help = help_of([&](CLI::App& app) {
        app.add_option("--model-file", text, "")->check(CLI::ExistingFile);
        app.add_option("--images", text, "")->check(CLI::ExistingDirectory);
        app.add_option("--html", text, "")->type_name("FILE");
        app.add_option("--engine", text, "");
        app.add_option("--weight-type", text, "");
        app.add_option("--resume", text, "");
        app.add_option("--branch", text, "");
    });
    const std::vector<ArgumentKind> kinds{ArgumentKind::file,   ArgumentKind::folder,      ArgumentKind::file,
                                          ArgumentKind::engine, ArgumentKind::weight_type, ArgumentKind::run,
                                          ArgumentKind::text};
    for (std::size_t i = 0; i < kinds.size(); ++i)
        EXPECT_EQ(help.options[i].kind, kinds[i]) << help.options[i].names[0];
    EXPECT_THAT(choices_of(ArgumentKind::weight_type), Contains("q4_0"));
    EXPECT_THAT(choices_of(ArgumentKind::text), IsEmpty());
}

TEST(ReadCommandHelp, WalksThroughAllSubcommands) {
    CLI::App app(kPurpose, "piobench");
    CommandContext context;
    add_all_commands(app, context);
    const CommandHelp help = read_command_help(app);
    std::vector<std::string> paths;
    for (const CommandHelp* command : all_commands(help)) paths.push_back(join_path(*command, " "));
    EXPECT_EQ(paths.front(), "piobench");
    for (const char* path : {"piobench run", "piobench history show", "piobench self-test truth"}) {
        EXPECT_THAT(paths, Contains(path));
    }
}

// What can be completed has to say so: a value whose name ends like a file's or a folder's has the type of one.
TEST(ReadCommandHelp, NoPathIsTakenForAText) {
    CLI::App app(kPurpose, "piobench");
    CommandContext context;
    add_all_commands(app, context);
    const CommandHelp help = read_command_help(app);
    std::vector<std::string> broken;
    for (const CommandHelp* command : all_commands(help)) {
        for (const OptionHelp& option : command->options) {
            if (option.is_flag() || option.kind != ArgumentKind::text) continue;
            for (const char* end : {"-file", "-dir", "-engine-dir", "--path", "--html", "--csv", "--svg", "--config"}) {
                if (option.names.back().ends_with(end))
                    broken.push_back(join_path(*command, " ") + option.names.back());
            }
        }
    }
    EXPECT_THAT(broken, IsEmpty());
}

}  // namespace
}  // namespace inference_pio
