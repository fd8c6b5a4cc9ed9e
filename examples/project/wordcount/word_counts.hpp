// What this project is about: how often each word stands in a text.
#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <string_view>

namespace wordcount {

[[nodiscard]] std::map<std::string, std::size_t> count_words(std::string_view text);

}  // namespace wordcount
