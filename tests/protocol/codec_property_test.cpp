// What is encoded decodes to itself, and no bytes from outside can do more than give an Error.

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <random>

#include "protocol/arbitrary_message.hpp"
#include "protocol/codec.hpp"

namespace inference_pio {
namespace {

RC_GTEST_PROP(CodecPropertyTest, CommandsSurviveTheWayBack, ()) {
    const Command command = arbitrary::command();
    const std::string line = encode_command(command);
    RC_ASSERT(line.find('\n') == std::string::npos);
    const auto decoded = decode_command(line);
    if (!decoded) RC_FAIL(decoded.error().message + " in " + line);
    RC_ASSERT(*decoded == command);
}

RC_GTEST_PROP(CodecPropertyTest, EventsSurviveTheWayBack, ()) {
    const Event event = arbitrary::event();
    const std::string line = encode_event(event);
    RC_ASSERT(line.find('\n') == std::string::npos);
    const auto decoded = decode_event(line);
    if (!decoded) RC_FAIL(decoded.error().message + " in " + line);
    RC_ASSERT(*decoded == event);
}

// Changes bytes, cuts, doubles and swaps pieces, and puts in what breaks parsers.
class Mutator {
public:
    explicit Mutator(unsigned seed) : random_(seed) {}

    std::string mutate(std::string line) {
        for (std::size_t times = 1 + below(4); times > 0; --times) change(line);
        return line;
    }

private:
    std::size_t below(std::size_t limit) { return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_); }

    void change(std::string& line) {
        static const std::vector<std::string> kPieces = {"null",
                                                         "NaN",
                                                         "-Infinity",
                                                         "1e999",
                                                         "-1",
                                                         "18446744073709551616",
                                                         "9223372036854775808",
                                                         "\"",
                                                         "\\u0000",
                                                         "{}",
                                                         "[]",
                                                         "[[",
                                                         "{\"",
                                                         "\xff",
                                                         ",",
                                                         "0.5",
                                                         "true",
                                                         "\\ud800"};
        const std::size_t at = below(line.size() + 1);
        switch (below(5)) {
            case 0:
                line.insert(at, kPieces[below(kPieces.size())]);
                break;
            case 1:
                line.erase(at, below(12));
                break;
            case 2:
                line.insert(at, line.substr(below(line.size() + 1), below(40)));
                break;
            case 3:
                if (at < line.size()) line[at] = static_cast<char>(below(256));
                break;
            default:
                replace_value(line, kPieces[below(kPieces.size())]);
        }
    }

    // The text between a colon and what ends a value: keeps the line well formed more often.
    void replace_value(std::string& line, const std::string& piece) {
        const std::size_t colon = line.find(':', below(line.size() + 1));
        if (colon == std::string::npos) return;
        const std::size_t end = line.find_first_of(",}", colon);
        line.replace(colon + 1, end == std::string::npos ? end : end - colon - 1, piece);
    }

    std::mt19937 random_;
};

// Errors are complete, and what decodes can be encoded and decoded again: no half-read values.
void check_event(const std::string& line) {
    const auto event = decode_event(line);
    if (event) {
        EXPECT_TRUE(decode_event(encode_event(*event))) << line;
    } else {
        EXPECT_FALSE(event.error().message.empty()) << line;
    }
}

void check_command(const std::string& line) {
    const auto command = decode_command(line);
    if (command) {
        EXPECT_TRUE(decode_command(encode_command(*command))) << line;
    } else {
        EXPECT_FALSE(command.error().message.empty()) << line;
    }
}

RC_GTEST_PROP(CodecPropertyTest, MutatedLinesGiveValuesOrErrors, (unsigned seed)) {
    Mutator mutator(seed);
    const std::string event = encode_event(arbitrary::event());
    const std::string command = encode_command(arbitrary::command());
    for (int i = 0; i < 30; ++i) {
        check_event(mutator.mutate(event));
        check_command(mutator.mutate(command));
        check_event(mutator.mutate(command));
    }
}

RC_GTEST_PROP(CodecPropertyTest, ArbitraryBytesGiveErrors, (const std::string& bytes)) {
    check_event(bytes);
    check_command(bytes);
    check_event("{\"event\":\"sample\",\"metrics\":" + bytes + "}");
}

TEST(CodecPropertyTest, DeepNestingDoesNotExhaustTheStack) {
    for (const std::string open : {"[", "{\"a\":"}) {
        std::string line = R"({"event":"sample","metrics":)";
        for (int i = 0; i < 300'000; ++i) line += open;
        EXPECT_FALSE(decode_event(line));
        EXPECT_FALSE(decode_command(line));
    }
}

}  // namespace
}  // namespace inference_pio
