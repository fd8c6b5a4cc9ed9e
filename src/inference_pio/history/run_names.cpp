#include "history/run_names.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace inference_pio {
namespace {

constexpr std::size_t kLongestName = 100;
constexpr std::size_t kShortestCommit = 7;  // git's own abbreviation

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_letter_or_digit(char c) { return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_hexadecimal(char c) { return is_digit(c) || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F'); }

bool is_plain_name(std::string_view name) {
    return !name.empty() && name.size() <= kLongestName && is_letter_or_digit(name.front()) &&
           std::all_of(name.begin(), name.end(),
                       [](char c) { return is_letter_or_digit(c) || c == '.' || c == '_' || c == '-'; });
}

// "20261124T100000Z-3f9a1c", or its beginning.
bool could_be_an_id(std::string_view name) {
    const auto digits = static_cast<std::size_t>(std::find_if_not(name.begin(), name.end(), is_digit) - name.begin());
    return digits == name.size() || (digits == 8 && name[8] == 'T');
}

bool could_be_a_commit(std::string_view name) {
    return name.size() >= kShortestCommit && std::all_of(name.begin(), name.end(), is_hexadecimal);
}

bool could_be_a_file(std::string_view name) {
    return name.ends_with(".json") || name.ends_with(".ndjson") || name.ends_with(".sqlite");
}

}  // namespace

Result<void> check_run_id(std::string_view id) {
    if (is_plain_name(id)) return {};
    return fail(ErrorKind::malformed,
                fmt::format("no run has the id '{}': an id has letters, digits, '.', '_' and '-', at most {}",
                            id.substr(0, kLongestName), kLongestName));
}

Result<void> check_tag(std::string_view tag) {
    const auto refuse = [&](std::string_view why) {
        return fail(ErrorKind::invalid_argument,
                    fmt::format("no run can be tagged '{}': {}", tag.substr(0, kLongestName), why),
                    "choose a name such as release-1.2 or before_rewrite");
    };
    if (!is_plain_name(tag)) {
        return refuse(
            fmt::format("a tag begins with a letter or digit and has letters, digits, '.', '_' and '-', at "
                        "most {}",
                        kLongestName));
    }
    if (tag == kLatestRun) return refuse("it always means the newest run");
    if (could_be_an_id(tag)) return refuse("it could be the id of a run");
    if (could_be_a_commit(tag)) return refuse("it could be a commit");
    if (could_be_a_file(tag)) return refuse("it could be a file");
    return {};
}

}  // namespace inference_pio
