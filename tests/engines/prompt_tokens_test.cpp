#include "engines/prompt_tokens.hpp"

#include <gmock/gmock.h>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using Ids = std::vector<std::int32_t>;

// A token a character; 1 stands at the beginning.
Result<Ids> by_characters(const std::string& text, bool first) {
    Ids ids;
    if (first) ids.push_back(1);
    ids.insert(ids.end(), text.begin(), text.end());
    return ids;
}

ImagePart image_of(std::uint32_t width) {
    ImagePart image;
    image.width = width;
    return image;
}

TEST(PromptRuns, TextBetweenImagesIsOneRun) {
    const SequenceRequest request{
        {TextPart{"ab"}, TokensPart{{7}}, image_of(1), image_of(2), TextPart{"c"}, TextPart{"d"}}, 0};
    const auto runs = compute_prompt_runs(request, true, by_characters);
    ASSERT_TRUE(runs) << runs.error().message;
    const auto* first = &std::get<ImagePart>(request.parts[2]);
    const auto* second = &std::get<ImagePart>(request.parts[3]);
    EXPECT_THAT(*runs, ElementsAre(PromptRun{{1, 'a', 'b', 7}, nullptr}, PromptRun{{}, first}, PromptRun{{}, second},
                                   PromptRun{{'c', 'd'}, nullptr}));
}

TEST(PromptRuns, WhatBelongsToABeginningStandsBeforeAnImageToo) {
    const SequenceRequest request{{image_of(1), TextPart{"a"}}, 0};
    const auto runs = compute_prompt_runs(request, true, by_characters);
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->size(), 3U);
    EXPECT_EQ((*runs)[0].ids, Ids{1});
    EXPECT_EQ((*runs)[2].ids, Ids{'a'});
    EXPECT_EQ(compute_prompt_runs(request, false, by_characters)->size(), 2U);
}

TEST(PromptRuns, OnlyTextIsCutAndTheFirstOfItStays) {
    const SequenceRequest request{{TextPart{"abc"}, image_of(1), TextPart{"de"}}, 4};
    auto runs = compute_prompt_runs(request, false, by_characters);
    ASSERT_TRUE(runs);
    ASSERT_EQ(runs->size(), 3U);
    EXPECT_EQ((*runs)[0].ids, (Ids{'a', 'b', 'c'}));
    EXPECT_EQ((*runs)[2].ids, Ids{'d'});
    SequenceRequest shorter = request;
    shorter.prompt_tokens = 2;
    runs = compute_prompt_runs(shorter, false, by_characters);
    ASSERT_EQ(runs->size(), 2U);
    EXPECT_EQ((*runs)[0].ids, (Ids{'a', 'b'}));
    shorter.prompt_tokens = 6;
    const auto longer = compute_prompt_runs(shorter, false, by_characters);
    ASSERT_FALSE(longer);
    EXPECT_THAT(longer.error().message, HasSubstr("gives 5 tokens where 6 are asked"));
}

TEST(PromptTokens, AreTheIdsOfTextAlone) {
    EXPECT_EQ(*compute_prompt_tokens({{TextPart{"ab"}, TokensPart{{9}}}, 0}, true, by_characters),
              (Ids{1, 'a', 'b', 9}));
    EXPECT_EQ(*compute_prompt_tokens({{TextPart{"abc"}}, 2}, false, by_characters), (Ids{'a', 'b'}));
    EXPECT_EQ(compute_prompt_tokens({{TextPart{"a"}, image_of(1)}, 0}, false, by_characters).error().kind,
              ErrorKind::unsupported);
    EXPECT_EQ(compute_prompt_tokens({{}, 0}, false, by_characters).error().kind, ErrorKind::invalid_argument);
}

}  // namespace
}  // namespace inference_pio
