#include "engines/engine_registry.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;

TEST(EngineRegistry, MakesEnginesByName) {
    for (const char* name : {"llama_cpp", "simulated"}) {
        const auto engine = make_engine(name);
        ASSERT_TRUE(engine) << name;
        EXPECT_EQ((*engine)->facts().name, name);
    }
}

TEST(EngineRegistry, AnUnknownNameListsTheKnownOnes) {
    const auto engine = make_engine("vllm");
    ASSERT_FALSE(engine);
    EXPECT_EQ(engine.error().kind, ErrorKind::not_found);
    EXPECT_THAT(engine.error().message, HasSubstr("'vllm'"));
    EXPECT_THAT(engine.error().remedy, AllOf(HasSubstr("llama_cpp"), HasSubstr("simulated")));
}

TEST(EngineRegistry, FactsNameTheRunningLibrary) {
    const auto all = facts_of_all_engines();
    ASSERT_EQ(all.size(), 2U);
    EXPECT_THAT(all[0].version, MatchesRegex("[0-9.]+[^ ]* \\(ggml [0-9.]+[^ ]*\\)"));
    EXPECT_FALSE(all[0].features.empty());
    EXPECT_EQ(all[0].options.at("ubatch"), "512");
}

}  // namespace
}  // namespace inference_pio
