// list, profile, doctor, synthesize and help, as a user sees them.
#include <gmock/gmock.h>

#include "cli/piobench_process.hpp"
#include "test_folders.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

nlohmann::json document_of(const Finished& finished) {
    EXPECT_EQ(finished.exit_code, 0) << finished.errors;
    return nlohmann::json::parse(finished.output, nullptr, false);
}

TEST(List, NamesEveryModelsBenchmarksByCategory) {
    Sandbox box;
    const auto document = document_of(box.run({"list", "--json"}));
    ASSERT_FALSE(document.is_discarded());
    std::vector<std::string> names;
    for (const auto& benchmark : document.at("benchmarks")) names.push_back(benchmark.at("name"));
    for (const char* model :
         {"qwen3_0_6b", "qwen3_vl_2b", "gemma3_270m", "qwen3_4b_instruct_2507", "qwen3_coder_30b", "glm_4_7_flash"}) {
        EXPECT_THAT(names, ::testing::Contains(std::string(model) + "/performance/generation"));
        EXPECT_THAT(names, ::testing::Contains(HasSubstr(std::string(model) + "/unit/")));
        EXPECT_THAT(names, ::testing::Contains(HasSubstr(std::string(model) + "/integration/")));
    }
    EXPECT_THAT(names, ::testing::Contains(HasSubstr("core/")));
}

TEST(List, TakesPatterns) {
    Sandbox box;
    const Finished list = box.run({"list", "--path", PIO_SOURCE_DIR "/src/models", "gemma3_*/performance/*"});
    EXPECT_EQ(list.exit_code, 0);
    EXPECT_THAT(list.output, HasSubstr("gemma3_270m/performance/generation"));
    EXPECT_THAT(list.output, ::testing::Not(HasSubstr("qwen3")));
    EXPECT_EQ(box.run({"list", "nothing_like_this"}).exit_code, 2);
}

TEST(Profile, HasAFingerprintForProgramsAndAProcessorForPeople) {
    Sandbox box;
    const auto document = document_of(box.run({"profile", "--json"}));
    ASSERT_FALSE(document.is_discarded());
    EXPECT_EQ(document.at("fingerprint").get<std::string>().size(), 16U);
    EXPECT_GE(document.at("cpu").at("threads").get<int>(), 1);
    const Finished text = box.run({"profile"});
    EXPECT_EQ(text.exit_code, 0);
    EXPECT_THAT(text.output, HasSubstr(document.at("fingerprint").get<std::string>()));
}

TEST(Doctor, TellsWhatTheCheckpointCacheHolds) {
    Sandbox box;
    box.write("cache/inference-pio-bench/checkpoints/synthesized/some.gguf", std::string(1 << 20, 'x'));
    const auto document = document_of(box.run({"doctor", "--json"}));
    ASSERT_FALSE(document.is_discarded());
    EXPECT_EQ(document.at("checkpoint_cache").at("files"), 1);
    EXPECT_EQ(document.at("checkpoint_cache").at("held_bytes"), 1 << 20);
    EXPECT_THAT(box.run({"doctor"}).output, HasSubstr("checkpoint cache"));
}

TEST(Doctor, SaysWhetherTheThreadsAskedForFit) {
    Sandbox box;
    const Finished text = box.run({"doctor", "--threads", "100000"});
    EXPECT_EQ(text.exit_code, 0);
    EXPECT_THAT(text.output, HasSubstr("100000 threads on "));
    EXPECT_THAT(text.output, HasSubstr("--param threads="));
    EXPECT_EQ(box.run({"doctor", "--threads", "0"}).exit_code, 2);
}

TEST(Synthesize, RefusesAModelThatIsNotThere) {
    Sandbox box;
    const Finished run = box.run({"synthesize", "no_such_model", "--output", "x.gguf"});
    EXPECT_EQ(run.exit_code, 2);
    EXPECT_THAT(run.errors, HasSubstr("no_such_model"));
    EXPECT_THAT(run.errors, HasSubstr("qwen3_0_6b"));
}

TEST(Help, TeachesEverySubcommand) {
    Sandbox box;
    const Finished help = box.run({"--help"});
    EXPECT_EQ(help.exit_code, 0);
    for (const char* command : {"run", "list", "profile", "doctor", "synthesize"}) {
        EXPECT_THAT(help.output, HasSubstr(command));
        const Finished own = box.run({command, "--help"});
        EXPECT_EQ(own.exit_code, 0);
        EXPECT_GT(own.output.size(), 100U) << command;
    }
    EXPECT_EQ(box.run({"--version"}).exit_code, 0);
}

}  // namespace
}  // namespace inference_pio
