// The command that the parent hands to the adapter.
#include "protocol/command_spec.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::HasSubstr;

TEST(CommandSpecTest, ComesBackAsItWent) {
    const CommandSpec whole{.name = "sort",
                            .doc = "Sort \"numbers\"",
                            .run = {.words = {"sort", "--size={size}", ""}},
                            .prepare = {.shell = "make {size} | cat"},
                            .cleanup = {.words = {"rm", "-f", "x"}},
                            .directory = "/a b",
                            .environment = {{"A", "1"}, {"B", "{size}"}},
                            .format = "llama-bench"};
    EXPECT_EQ(decode_command_spec(encode_command_spec(whole)).value(), whole);
    const CommandSpec least{.name = "x", .run = {.shell = "true"}};
    EXPECT_EQ(decode_command_spec(encode_command_spec(least)).value(), least);
}

TEST(CommandSpecTest, WhatIsMissingIsNamed) {
    const auto message = [](const char* text) {
        const auto spec = decode_command_spec(text);
        return spec ? std::string("accepted") : spec.error().message;
    };
    EXPECT_THAT(message(R"({"run": ["x"]})"), HasSubstr("name"));
    EXPECT_THAT(message(R"({"name": "x"})"), HasSubstr("run"));
    EXPECT_THAT(message(R"({"name": "x", "run": ""})"), HasSubstr("nothing to run"));
    EXPECT_THAT(message(R"({"name": "x", "run": 3})"), HasSubstr("run"));
    EXPECT_NE(message("["), "accepted");
}

}  // namespace
}  // namespace inference_pio
