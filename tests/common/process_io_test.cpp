#include "common/process_io.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>

namespace inference_pio {
namespace {

RC_GTEST_PROP(OutputTailTest, KeepsTheEndOfEverything, (const std::vector<std::string>& parts)) {
    const auto kept = *rc::gen::inRange<std::size_t>(0, 20);
    OutputTail tail(Bytes{kept});
    std::string all;
    for (const std::string& part : parts) {
        tail.append(part);
        all += part;
    }
    RC_ASSERT(tail.text() == all.substr(all.size() - std::min(all.size(), kept)));
}

RC_GTEST_PROP(LineSplitterTest, GivesTheLinesHoweverTheBytesArrive, (const std::string& text)) {
    LineSplitter lines(Bytes{1000});
    std::string seen;
    std::size_t at = 0;
    while (at < text.size()) {
        const auto length = *rc::gen::inRange<std::size_t>(1, 8);
        lines.append(std::string_view(text).substr(at, length));
        at += length;
        for (;;) {
            const auto line = lines.next();
            RC_ASSERT(line.has_value());
            if (!*line) break;
            RC_ASSERT((*line)->find('\n') == std::string::npos);
            seen += **line + '\n';
        }
    }
    RC_ASSERT(seen == text.substr(0, text.rfind('\n') + 1));
    RC_ASSERT(lines.pending() == text.size() - seen.size());
}

TEST(LineSplitterTest, LineOverTheLimitIsAnErrorThatStays) {
    LineSplitter lines(Bytes{4});
    lines.append("1234\n12345");
    EXPECT_EQ(lines.next().value(), "1234");
    EXPECT_EQ(lines.next().error().kind, ErrorKind::malformed);
    lines.append("\nok\n");
    EXPECT_EQ(lines.next().error().kind, ErrorKind::malformed);
}

TEST(DeadlineTest, ClampsWhatClocksCannotHold) {
    EXPECT_EQ(Deadline(Seconds(std::numeric_limits<double>::infinity())).remaining(), std::nullopt);
    EXPECT_EQ(Deadline(Seconds(1e18)).remaining(), std::nullopt);
    EXPECT_EQ(Deadline(Seconds(std::numeric_limits<double>::quiet_NaN())).remaining(), std::nullopt);
    EXPECT_EQ(Deadline(Seconds(-5)).remaining(), Nanoseconds(0));
    EXPECT_GT(Deadline(Seconds(60)).remaining(), std::chrono::seconds(30));
}

}  // namespace
}  // namespace inference_pio
