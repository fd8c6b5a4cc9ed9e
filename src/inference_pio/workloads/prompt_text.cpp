#include "workloads/prompt_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string_view>

#include "common/files.hpp"

namespace inference_pio {
namespace {

constexpr std::array<std::string_view, 6> kParagraphs = {
    "The harbour master kept two notebooks. In the first he wrote what the instruments told him: the height of the "
    "tide, the wind by the hour, the depth under each pier. In the second he wrote what he had seen from the window, "
    "because an instrument had once been wrong for eleven days and nobody but the window had known it.\n\n",
    "To bake a loaf that keeps for a week, begin the evening before. Mix 300 grams of rye with the same weight of "
    "water and a spoonful of yesterday's dough, cover the bowl, and leave it where it is neither warm nor cold. In "
    "the morning it will smell of apples; add salt, more flour, and patience, in that order.\n\n",
    "A queue forms wherever work arrives unevenly. Double the speed of the one who serves and the line does not "
    "merely halve: it may vanish, for most of the waiting came from the few busy minutes in which everybody appeared "
    "at once. That is why an average says so little about what a customer will remember.\n\n",
    "The expedition crossed the plateau in June, when the snow bridges were still firm. Anna carried the barometer "
    "inside her coat and read it aloud at every halt: 612, 608, 611. On the fourth day the needle began to fall, and "
    "by evening they had moved the tents behind the ridge without a word of argument.\n\n",
    "Suppose that a function is called a million times and fails once. Was the test wrong, or the code, or the "
    "machine? Write down the seed, the version and the hour; then run it again with the same three. What returns is "
    "a defect. What does not return is a question about everything that you did not write down.\n\n",
    "Our grandmother's clock gained four minutes a day, and the whole family knew it. Trains were caught by "
    "subtraction. When a clockmaker finally repaired it, three of us were late for school within a week, for we "
    "still took away the minutes that it no longer added.\n\n",
};

// English has some four bytes a token; twice that nearly always suffices, and where it does not we ask for more.
constexpr std::size_t kBytesPerToken = 8;
constexpr std::size_t kBytesPerTokenMax = 512;

bool is_utf8_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

// The shortest prefix of `text`, up to a few bytes, that gives `tokens` tokens; empty where all of it gives fewer.
Result<std::string> cut_to_tokens(LoadedModel& model, const std::string& text, std::size_t tokens) {
    const auto count_of = [&](std::size_t length) -> Result<std::size_t> {
        auto ids = model.tokenize(text.substr(0, length));
        if (!ids) return fail(std::move(ids).error());
        return ids->size();
    };
    auto whole = count_of(text.size());
    if (!whole) return fail(std::move(whole).error());
    if (*whole < tokens) return std::string();
    std::size_t low = 0;  // gives too few
    std::size_t high = text.size();
    while (high - low > 8) {
        std::size_t middle = (low + high) / 2;
        while (middle < high && is_utf8_continuation(text[middle])) ++middle;
        if (middle == high) break;
        auto count = count_of(middle);
        if (!count) return fail(std::move(count).error());
        (*count < tokens ? low : high) = middle;
    }
    return text.substr(0, high);
}

}  // namespace

std::string compute_built_in_text(std::size_t sequence, std::size_t bytes) {
    std::string text;
    text.reserve(bytes + 512);
    for (std::size_t i = sequence; text.size() < bytes; ++i) text += kParagraphs[i % kParagraphs.size()];
    return text;
}

std::string compute_repeated_text(const std::string& text, std::size_t bytes) {
    std::string repeated = text;
    while (!text.empty() && repeated.size() < bytes) repeated += text;
    return repeated;
}

Result<std::vector<std::string>> make_prompts(const Preparation& preparation, LoadedModel& model,
                                              std::int64_t sequences, std::int64_t tokens) {
    std::string own;
    if (const auto file = preparation.files.find("prompt"); file != preparation.files.end()) {
        auto content = read_file(file->second);
        if (!content) return fail(std::move(content).error());
        if (content->empty()) {
            return fail(ErrorKind::invalid_argument, fmt::format("the prompt file {} is empty", file->second.string()));
        }
        own = *std::move(content);
    }
    // The engine may put special tokens around a text that begins a sequence, and none where a depth
    // stands before it: a prompt without them must be long enough too.
    constexpr std::int64_t kSpecialTokensMax = 2;
    const auto wanted = static_cast<std::size_t>(tokens + kSpecialTokensMax);
    std::vector<std::string> prompts;
    for (std::size_t s = 0; s < static_cast<std::size_t>(sequences); ++s) {
        std::string prompt;
        for (std::size_t rate = kBytesPerToken; prompt.empty(); rate *= 4) {
            if (rate > kBytesPerTokenMax) {
                return fail(ErrorKind::invalid_argument, fmt::format("the prompt does not give {} tokens", tokens),
                            "give another prompt file");
            }
            const std::string text =
                own.empty() ? compute_built_in_text(s, rate * wanted) : compute_repeated_text(own, rate * wanted);
            auto cut = cut_to_tokens(model, text, wanted);
            if (!cut) return fail(std::move(cut).error());
            prompt = *std::move(cut);
        }
        prompts.push_back(std::move(prompt));
    }
    return prompts;
}

}  // namespace inference_pio
