#include "wordcount/word_counts.hpp"

namespace wordcount {

std::map<std::string, std::size_t> count_words(std::string_view text) {
    std::map<std::string, std::size_t> counts;
    while (!text.empty()) {
        const std::size_t end = text.find(' ');
        if (end != 0) ++counts[std::string(text.substr(0, end))];
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return counts;
}

}  // namespace wordcount
