#include "contracts/name_pattern.hpp"

#include <algorithm>
#include <numeric>

namespace inference_pio {
namespace {

// Greedy with one point of return: linear for patterns with one star, quadratic at worst.
bool glob_matches(std::string_view pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::size_t star = std::string_view::npos;
    std::size_t resume = 0;
    while (t < text.size()) {
        if (p < pattern.size() && pattern[p] == '*') {
            star = p++;
            resume = t;
        } else if (p < pattern.size() && (pattern[p] == '?' || pattern[p] == text[t])) {
            ++p;
            ++t;
        } else if (star != std::string_view::npos) {
            p = star + 1;
            t = ++resume;
        } else {
            return false;
        }
    }
    while (p < pattern.size() && pattern[p] == '*') ++p;
    return p == pattern.size();
}

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i + 1;
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] == b[j] ? 0U : 1U);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, row[j] + 1, row[j + 1] + 1});
        }
    }
    return row.back();
}

std::string_view without_end_slash(std::string_view pattern) {
    while (pattern.ends_with('/')) pattern.remove_suffix(1);
    return pattern;
}

}  // namespace

bool pattern_matches(std::string_view pattern, std::string_view name) {
    const std::string trimmed(without_end_slash(pattern));
    return glob_matches(trimmed, name) || glob_matches(trimmed + "/*", name);
}

bool pattern_matches_case(std::string_view pattern, std::string_view case_name) {
    return pattern_matches(pattern, case_name) || pattern_matches(pattern, case_name.substr(0, case_name.find('[')));
}

bool pattern_may_match_below(std::string_view pattern, std::string_view prefix) {
    const std::string_view trimmed = without_end_slash(pattern);
    const std::string_view head = trimmed.substr(0, trimmed.find_first_of("*?"));
    return head.starts_with(prefix) || prefix.starts_with(head);
}

std::vector<std::string> nearest_names(std::string_view pattern, const std::vector<std::string>& names,
                                       std::size_t count) {
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const std::string& name : names) {
        // The last part alone counts too: `generatoin` is near `qwen3_0_6b/performance/generation`.
        const std::string_view own = std::string_view(name).substr(name.rfind('/') + 1);
        ranked.emplace_back(std::min(edit_distance(pattern, name), edit_distance(pattern, own) + 1), name);
    }
    std::sort(ranked.begin(), ranked.end());
    ranked.erase(std::unique(ranked.begin(), ranked.end()), ranked.end());
    if (ranked.size() > count) ranked.resize(count);
    std::vector<std::string> nearest;
    for (auto& [distance, name] : ranked) nearest.push_back(std::move(name));
    return nearest;
}

}  // namespace inference_pio
