#include <algorithm>
#include <inference_pio/timeline.hpp>

namespace inference_pio {

std::vector<Span> spans_of(const Timeline& timeline) {
    std::vector<Span> spans = {{"tokenize", timeline.submitted, timeline.tokenized, -1}};
    spans.insert(spans.end(), timeline.image_spans.begin(), timeline.image_spans.end());
    spans.push_back({"prefill", timeline.prefill_begin, timeline.prefilled, -1});
    int sequence = 0;
    for (const SequenceTimeline& one : timeline.sequences) {
        if (!one.token_available.empty()) {
            spans.push_back({"first_sampling", timeline.prefilled, one.token_available.front(), sequence});
            spans.push_back({"decode", one.token_available.front(), one.token_available.back(), sequence});
        }
        ++sequence;
    }
    return spans;
}

}  // namespace inference_pio
