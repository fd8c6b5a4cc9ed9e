// Manual pages and completions: every subcommand has its own, and the programs that read them find nothing to complain
// of.
#include <fmt/format.h>
#include <gmock/gmock.h>

#include "cli/command.hpp"
#include "cli/man_page.hpp"
#include "cli/piobench_process.hpp"
#include "cli/shell_completion.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;
using ::testing::AnyOf;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kBrought = "../lib/inference-pio";

CommandHelp read_whole_help() {
    CLI::App app(kPurpose, "piobench");
    static CommandContext context;
    add_all_commands(app, context);
    return read_command_help(app);
}

bool is_there(const Sandbox& box, const std::string& program) {
    return box.shell("command -v " + program).exit_code == 0;
}

class HelpPages : public ::testing::Test {
protected:
    // What bash offers for the last of these words.
    std::string completed(const std::vector<std::string>& words) const {
        std::string typed;
        for (const std::string& word : words) typed += " \"" + word + "\"";
        const Finished done = box_.shell(
            fmt::format("bash -c 'source ./piobench.bash; COMP_WORDS=({}); COMP_CWORD={}; _piobench; printf \"%s\\n\" "
                        "\"${{COMPREPLY[@]}}\"'",
                        typed, words.size() - 1));
        EXPECT_EQ(done.exit_code, 0) << typed << done.errors;
        EXPECT_EQ(done.errors, "") << typed;
        return done.output;
    }

    Sandbox box_;
    CommandHelp help_ = read_whole_help();
    fs::path bash_ = box_.write("piobench.bash", format_bash_completion(help_, kBrought));
};

TEST_F(HelpPages, EverySubcommandIsInEachOfThem) {
    const std::string bash = format_bash_completion(help_, kBrought);
    const std::string zsh = format_zsh_completion(help_, kBrought);
    const std::string fish = format_fish_completion(help_, kBrought);
    EXPECT_GT(all_commands(help_).size(), 15U);
    for (const CommandHelp* command : all_commands(help_)) {
        const std::string path = join_path(*command, " ");
        const std::string page = format_man_page(*command, {"1", "2026-01-01"});
        EXPECT_THAT(page, HasSubstr(".SH NAME\n")) << path;
        EXPECT_THAT(bash, HasSubstr("'" + path + "')")) << path;
        EXPECT_THAT(fish, HasSubstr("__piobench_at \"" + path + "\"")) << path;
        for (const OptionHelp& option : command->options) {
            EXPECT_THAT(page, HasSubstr(roff_text("`" + option.names.back() + "`"))) << path;
            EXPECT_THAT(bash, HasSubstr(option.names.back())) << path;
            EXPECT_THAT(zsh, HasSubstr(option.names.back())) << path;
        }
        if (command->path.size() > 1) {
            EXPECT_THAT(zsh, HasSubstr("'" + command->name() + ":")) << path;
        }
    }
}

TEST_F(HelpPages, AManualPageIsReadWithoutComplaint) {
    for (const CommandHelp* command : all_commands(help_)) {
        box_.write("man/" + man_page_name(*command), format_man_page(*command, {"0.1.0", "2026-11-30"}));
    }
    ASSERT_TRUE(is_there(box_, "mandoc")) << "scripts/setup installs it";
    const Finished lint = box_.shell("mandoc -Tlint -Wwarning man/*.1");
    EXPECT_EQ(lint.output + lint.errors, "");
    if (is_there(box_, "man")) {
        const Finished shown = box_.shell("LC_ALL=C.UTF-8 MANWIDTH=90 man --warnings -l man/piobench-run.1");
        EXPECT_EQ(shown.errors, "");
        EXPECT_THAT(shown.output, HasSubstr("--budget DURATION"));
        EXPECT_THAT(shown.output, HasSubstr("piobench run 'qwen3_0_6b/performance/*' --quick"));
    }
}

TEST_F(HelpPages, ShellsTakeTheirCompletions) {
    EXPECT_EQ(box_.shell("bash -n piobench.bash").errors, "");
    box_.write("_piobench", format_zsh_completion(help_, kBrought));
    box_.write("piobench.fish", format_fish_completion(help_, kBrought));
    ASSERT_TRUE(is_there(box_, "zsh")) << "scripts/setup installs it";
    EXPECT_EQ(box_.shell("zsh -n _piobench").errors, "");
    EXPECT_EQ(box_.shell("zsh -c 'compdef() { echo $1; }; source ./_piobench'").output, "_piobench\n");
    ASSERT_TRUE(is_there(box_, "fish")) << "scripts/setup installs it";
    EXPECT_EQ(box_.shell("fish --no-execute piobench.fish").errors, "");
    const Finished offered = box_.shell("fish -c 'source piobench.fish; complete -C\"piobench self-test p\"'");
    EXPECT_THAT(offered.output, HasSubstr("power\t"));
    EXPECT_THAT(box_.shell("fish -c 'source piobench.fish; complete -C\"piobench run --engine \"'").output,
                HasSubstr("simulated"));
}

TEST_F(HelpPages, BashOffersWhatFits) {
    EXPECT_EQ(completed({"piobench", "ru"}), "run\n");
    EXPECT_EQ(completed({"piobench", "self-test", "t"}), "truth\n");
    EXPECT_EQ(completed({"piobench", "run", "--qui"}), "--quick\n");
    EXPECT_EQ(completed({"piobench", "history", "show", "--fing"}), "--fingerprint\n");
    EXPECT_EQ(completed({"piobench", "run", "--engine", "s"}), "simulated\n");
    EXPECT_EQ(completed({"piobench", "run", "--budget", "1"}), "\n") << "nobody knows what is meant";
    EXPECT_EQ(completed({"piobench", "run", "--engine", "simulated", "--dry"}), "--dry-run\n");
}

TEST_F(HelpPages, BashOffersFilesSuitesAndRuns) {
    box_.write("weights/my model.gguf", "");
    box_.write("benchmarks/text/benchmark_a.cpp", "");
    box_.write("src/models/tiny/tiny_card.cpp", "");
    box_.write("benchmark_results/20261124T100000Z-3f9a1c/run.json", "");
    box_.write("benchmark_results/models/x", "");
    EXPECT_EQ(completed({"piobench", "run", "--model-file", "weights/"}), "weights/my model.gguf\n");
    EXPECT_THAT(completed({"piobench", "run", "--path", "bench"}),
                AnyOf("benchmarks\nbenchmark_results\n", "benchmark_results\nbenchmarks\n"));
    EXPECT_EQ(completed({"piobench", "run", "te"}), "text\n");
    EXPECT_EQ(completed({"piobench", "list", "ti"}), "tiny\n");
    EXPECT_EQ(completed({"piobench", "report", ""}), "latest\n20261124T100000Z-3f9a1c\n");
}

TEST(RoffText, ShowsATextLiterally) {
    EXPECT_EQ(roff_text(".a-b\\c"), "\\&.a\\-b\\ec");
    EXPECT_EQ(roff_text("see `piobench duet`, ± 2 …"), "see \\fBpiobench duet\\fR, \\[u00B1] 2 \\[u2026]");
}

}  // namespace
}  // namespace inference_pio
