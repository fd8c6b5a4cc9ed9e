#include "checkpoints/channel_choice.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <algorithm>

namespace inference_pio {
namespace {

using ::testing::ElementsAre;

PrunedTensor pruned(ChannelKind kind, int dimension, std::int64_t elements, std::int64_t channels, std::int64_t left) {
    PrunedTensor tensor;
    tensor.block = 0;
    tensor.selection = TensorSelection{kind, dimension, elements, channels, left, true};
    return tensor;
}

TensorBytes floats(const std::vector<float>& values, std::vector<std::int64_t> shape) {
    return {"t", GGML_TYPE_F32, std::move(shape), std::as_bytes(std::span(values))};
}

TEST(Largest, AreTheFirstOfEqualOnes) {
    EXPECT_THAT(compute_largest({1, 3, 2, 3}, 2), ElementsAre(1, 3));
    EXPECT_THAT(compute_largest({1, 1, 1}, 2), ElementsAre(0, 1));
    EXPECT_THAT(compute_largest({5, 4}, 9), ElementsAre(0, 1));
}

RC_GTEST_PROP(Largest, NoneOfTheOthersIsLarger, (std::vector<double> values)) {
    const auto left = *rc::gen::inRange<std::int64_t>(0, static_cast<std::int64_t>(values.size()) + 1);
    const auto places = compute_largest(values, left);
    RC_ASSERT(static_cast<std::int64_t>(places.size()) == left);
    RC_ASSERT(std::is_sorted(places.begin(), places.end()));
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (std::binary_search(places.begin(), places.end(), static_cast<std::int64_t>(i))) continue;
        for (const std::int64_t place : places) RC_ASSERT(values[static_cast<std::size_t>(place)] >= values[i]);
    }
}

TEST(ChannelChoice, AddsUpTheTensorsThatDecide) {
    const std::vector<float> gate{3, 0, 0, 2, 1, 0};  // three rows of two: 9, 4, 1
    const std::vector<float> down{0, 0, 3};           // a row of three columns: 0, 0, 9
    const PrunedTensor rows = pruned(ChannelKind::feed_forward, 1, 1, 3, 2);
    const PrunedTensor columns = pruned(ChannelKind::feed_forward, 0, 1, 3, 2);
    ChannelChoice choice;
    ASSERT_TRUE(choice.add(rows, floats(gate, {2, 3})));
    EXPECT_THAT(choice.slice_of(rows, floats(gate, {2, 3}))->kept, ElementsAre(ElementsAre(0, 1)));
    ASSERT_TRUE(choice.add(columns, floats(down, {3, 1})));
    const auto slice = choice.slice_of(columns, floats(down, {3, 1}));
    ASSERT_TRUE(slice) << slice.error().message;
    EXPECT_EQ(slice->dimension, 0);
    EXPECT_THAT(slice->kept, ElementsAre(ElementsAre(0, 2)));
}

TEST(ChannelChoice, AChannelsElementsStayTogether) {
    const std::vector<float> output{1, 1, 5, 0, 2, 2};  // heads of two values: 2, 25, 8
    const PrunedTensor heads = pruned(ChannelKind::heads, 0, 2, 3, 2);
    ChannelChoice choice;
    ASSERT_TRUE(choice.add(heads, floats(output, {6, 1})));
    EXPECT_THAT(choice.slice_of(heads, floats(output, {6, 1}))->kept, ElementsAre(ElementsAre(2, 3, 4, 5)));
}

TEST(ChannelChoice, EachExpertHasItsOwn) {
    const std::vector<float> gate{1, 2, 4, 3};  // two experts of two rows of one value
    const PrunedTensor rows = pruned(ChannelKind::expert, 1, 1, 2, 1);
    ChannelChoice choice;
    ASSERT_TRUE(choice.add(rows, floats(gate, {1, 2, 2})));
    EXPECT_THAT(choice.slice_of(rows, floats(gate, {1, 2, 2}))->kept, ElementsAre(ElementsAre(1), ElementsAre(0)));
    EXPECT_EQ(choice.add(rows, floats(gate, {2, 2})).error().kind, ErrorKind::malformed) << "no experts";
    EXPECT_EQ(choice.slice_of(rows, floats(gate, {2, 2})).error().kind, ErrorKind::malformed);
}

TEST(ChannelChoice, WithoutATensorThatDecidesThereIsNone) {
    const std::vector<float> values{1, 2};
    const auto slice = ChannelChoice().slice_of(pruned(ChannelKind::heads, 1, 1, 2, 1), floats(values, {1, 2}));
    ASSERT_FALSE(slice);
    EXPECT_EQ(slice.error().kind, ErrorKind::malformed);
}

}  // namespace
}  // namespace inference_pio
