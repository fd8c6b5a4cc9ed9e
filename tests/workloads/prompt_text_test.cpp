#include "workloads/prompt_text.hpp"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <fstream>
#include <set>

#include "engines/engine_registry.hpp"

namespace inference_pio {
namespace {

using ::testing::HasSubstr;
using ::testing::StartsWith;

std::unique_ptr<LoadedModel> simulated() { return *(*make_engine("simulated"))->load({}, {}); }

TEST(BuiltInText, IsLongEnoughAndDiffersBySequence) {
    std::set<std::string> beginnings;
    for (std::size_t sequence = 0; sequence < 6; ++sequence) {
        for (const std::size_t bytes : {1U, 1000U, 100'000U}) {
            EXPECT_GE(compute_built_in_text(sequence, bytes).size(), bytes);
        }
        beginnings.insert(compute_built_in_text(sequence, 100).substr(0, 40));
    }
    EXPECT_EQ(beginnings.size(), 6U);
    EXPECT_EQ(compute_built_in_text(2, 500), compute_built_in_text(2, 500));
}

TEST(RepeatedText, RepeatsOnlyWhatIsTooShort) {
    EXPECT_EQ(compute_repeated_text("abc", 7), "abcabcabc");
    EXPECT_EQ(compute_repeated_text("abcdefgh", 7), "abcdefgh");
    EXPECT_EQ(compute_repeated_text("", 7), "");
}

TEST(Prompts, AreAsShortAsTheirTokensAllow) {
    auto model = simulated();
    const auto prompts = make_prompts({}, *model, 3, 100);
    ASSERT_TRUE(prompts);
    ASSERT_EQ(prompts->size(), 3U);
    for (const std::string& prompt : *prompts) {
        const std::size_t count = model->tokenize(prompt)->size();
        EXPECT_GE(count, 102U);  // with room for two special tokens
        EXPECT_LE(count, 105U);  // up to 8 bytes more, of 4 to a token
    }
    EXPECT_NE((*prompts)[0], (*prompts)[1]);
}

class PromptFile : public ::testing::Test {
protected:
    void SetUp() override {
        std::string pattern = (std::filesystem::temp_directory_path() / "pio-prompt-XXXXXX").string();
        ASSERT_NE(::mkdtemp(pattern.data()), nullptr);
        folder_ = pattern;
        preparation_.files["prompt"] = folder_ / "prompt.txt";
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }
    void write(std::string_view text) { std::ofstream(preparation_.files["prompt"]) << text; }

    Preparation preparation_;
    std::filesystem::path folder_;
};

TEST_F(PromptFile, IsUsedAndRepeatedForEverySequence) {
    write("What is the height of the tide? ");
    auto model = simulated();
    const auto prompts = make_prompts(preparation_, *model, 2, 50);
    ASSERT_TRUE(prompts);
    EXPECT_EQ((*prompts)[0], (*prompts)[1]);
    EXPECT_THAT((*prompts)[0], StartsWith("What is the height of the tide? What is"));
}

TEST_F(PromptFile, IsNeverCutInsideACharacter) {
    write("äöüß€😀");
    auto model = simulated();
    for (std::int64_t tokens = 1; tokens < 40; ++tokens) {
        const auto prompts = make_prompts(preparation_, *model, 1, tokens);
        ASSERT_TRUE(prompts);
        const std::string repeated = compute_repeated_text("äöüß€😀", prompts->front().size() + 8);
        ASSERT_THAT(repeated, StartsWith(prompts->front()));
        const char next = repeated[prompts->front().size()];
        EXPECT_NE(static_cast<unsigned char>(next) & 0xC0U, 0x80U) << tokens << " tokens";
    }
}

TEST_F(PromptFile, ThatIsEmptyOrAbsentIsAnError) {
    auto model = simulated();
    EXPECT_EQ(make_prompts(preparation_, *model, 1, 5).error().kind, ErrorKind::not_found);
    write("");
    EXPECT_THAT(make_prompts(preparation_, *model, 1, 5).error().message, HasSubstr("is empty"));
}

}  // namespace
}  // namespace inference_pio
