#include <gmock/gmock.h>

#include <inference_pio/timeline.hpp>

namespace inference_pio {
namespace {

using testing::ElementsAre;

TEST(Timeline, SpansTellWhereTheTimeWent) {
    Timeline timeline;
    timeline.submitted = Nanoseconds(10);
    timeline.tokenized = Nanoseconds(20);
    timeline.prefill_begin = Nanoseconds(60);
    timeline.prefilled = Nanoseconds(100);
    timeline.image_spans = {{"vision_encode", Nanoseconds(20), Nanoseconds(55), 1}};
    timeline.sequences = {{5, {1, 2}, {Nanoseconds(110), Nanoseconds(130)}}, {5, {1}, {Nanoseconds(115)}}};
    EXPECT_THAT(spans_of(timeline), ElementsAre(Span{"tokenize", Nanoseconds(10), Nanoseconds(20), -1},
                                                Span{"vision_encode", Nanoseconds(20), Nanoseconds(55), 1},
                                                Span{"prefill", Nanoseconds(60), Nanoseconds(100), -1},
                                                Span{"first_sampling", Nanoseconds(100), Nanoseconds(110), 0},
                                                Span{"decode", Nanoseconds(110), Nanoseconds(130), 0},
                                                Span{"first_sampling", Nanoseconds(100), Nanoseconds(115), 1},
                                                Span{"decode", Nanoseconds(115), Nanoseconds(115), 1}));
}

TEST(Timeline, ASequenceWithoutATokenHasNoSpansOfItsOwn) {
    Timeline timeline;
    timeline.sequences.resize(1);
    for (const Span& span : spans_of(timeline)) EXPECT_EQ(span.sequence, -1) << span.name;
}

}  // namespace
}  // namespace inference_pio
