#include "engines/engine_options.hpp"

#include <gmock/gmock.h>

#include "engines/llama_cpp/llama_cpp_options.hpp"
#include "engines/simulated/simulation.hpp"

namespace inference_pio {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

TEST(LlamaCppOptions, DefaultsAreThoseOfLlamaBench) {
    const auto options = parse_llama_cpp_options({});
    ASSERT_TRUE(options);
    EXPECT_EQ(*options, LlamaCppOptions{});
    EXPECT_EQ(options->batch, 2048);
    EXPECT_EQ(options->ubatch, 512);
}

TEST(LlamaCppOptions, EveryOptionIsReadAndShown) {
    const std::map<std::string, std::string> given = {
        {"batch", "256"}, {"ubatch", "64"},  {"flash_attention", "on"}, {"kv_type", "q8_0"},
        {"mmap", "off"},  {"repack", "off"}, {"kv_unified", "on"},      {"gpu_layers", "3"},
    };
    const auto options = parse_llama_cpp_options(given);
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_EQ(to_engine_options(*options), given);
}

TEST(LlamaCppOptions, AnUnknownKeyListsTheKnownOnes) {
    const auto options = parse_llama_cpp_options({{"ubtach", "64"}});
    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().kind, ErrorKind::invalid_argument);
    EXPECT_THAT(options.error().message, AllOf(HasSubstr("llama_cpp"), HasSubstr("'ubtach'")));
    for (const auto& [key, _] : to_engine_options(LlamaCppOptions{})) {
        EXPECT_THAT(options.error().remedy, HasSubstr(key));
    }
}

TEST(LlamaCppOptions, ABadValueSaysWhatWouldBeGood) {
    const std::vector<std::pair<std::map<std::string, std::string>, std::string>> cases = {
        {{{"batch", "many"}}, "an integer from 1"},
        {{{"batch", "0"}}, "an integer from 1"},
        {{{"ubatch", "12.5"}}, "an integer"},
        {{{"ubatch", "64 "}}, "an integer"},
        {{{"flash_attention", "yes"}}, "auto, on, off"},
        {{{"kv_type", "f64"}}, "f16, q8_0, q4_0"},
        {{{"repack", "true"}}, "on, off"},
        {{{"gpu_layers", "-2"}}, "from -1"},
    };
    for (const auto& [given, remedy] : cases) {
        const auto options = parse_llama_cpp_options(given);
        ASSERT_FALSE(options) << given.begin()->first;
        EXPECT_EQ(options.error().kind, ErrorKind::invalid_argument);
        EXPECT_THAT(options.error().message, HasSubstr(given.begin()->first + "=" + given.begin()->second));
        EXPECT_THAT(options.error().remedy, HasSubstr(remedy));
    }
}

TEST(LlamaCppOptions, AUbatchLargerThanTheBatchIsRefused) {
    const auto options = parse_llama_cpp_options({{"batch", "64"}});
    ASSERT_FALSE(options);
    EXPECT_THAT(options.error().message, HasSubstr("ubatch=512"));
}

TEST(SimulationOptions, EveryOptionIsReadAndShown) {
    const std::map<std::string, std::string> given = {
        {"ttft_s", "0.25"},     {"itl_s", "0.02"},        {"distribution", "lognormal"}, {"sigma", "0.1"},
        {"tail_share", "0.01"}, {"tail_factor", "5"},     {"stall_every", "100"},        {"stall_s", "0.5"},
        {"drift", "0.001"},     {"process_bias", "0.03"}, {"warmup_samples", "2"},       {"warmup_factor", "1.5"},
        {"mode", "sleeping"},   {"slow_share", "0.05"},   {"slow_factor", "10"},         {"run_drift", "0.1"},
        {"run_processes", "8"},
    };
    const auto options = parse_simulation_options(given, 7);
    ASSERT_TRUE(options) << options.error().message;
    EXPECT_EQ(to_engine_options(*options), given);
    EXPECT_EQ(options->process, 7U);
    EXPECT_EQ(options->seed, 1U);
}

TEST(SimulationOptions, RefuseWhatIsNoTime) {
    for (const char* text : {"0", "-1", "nan", "inf", "1e99", "", "0.1s"}) {
        EXPECT_FALSE(parse_simulation_options({{"ttft_s", text}}, 0)) << text;
    }
    EXPECT_FALSE(parse_simulation_options({{"tail_share", "1.5"}}, 0));
    EXPECT_FALSE(parse_simulation_options({{"batch", "64"}}, 0));
}

}  // namespace
}  // namespace inference_pio
