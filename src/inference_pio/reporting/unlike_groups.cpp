#include "reporting/unlike_groups.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include "reporting/comparison_words.hpp"
#include "reporting/outside_words.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kNamed = 3;
constexpr std::size_t kLongestValue = 80;  // code points
constexpr std::size_t kLongestName = 160;

std::string name_of(const Unlike& unlike) {
    if (unlike.case_name.empty()) return unlike.metric;
    return unlike.metric.empty() ? unlike.case_name : fmt::format("{} of {}", unlike.metric, unlike.case_name);
}

// Where a side lacks it, the value is that word; else it is the status of what is there.
bool is_there(const std::string& value) { return !value.empty() && value != "missing"; }

std::string shown_value(const std::string& value) {
    return value.empty() ? std::string("none") : clean_words(value, kLongestValue);
}

}  // namespace

std::vector<UnlikeGroup> collapse_unlike(const std::vector<Unlike>& unlike) {
    std::vector<UnlikeGroup> groups;
    std::vector<std::pair<std::set<std::string>, std::set<std::string>>> seen;  // cases, benchmarks
    std::map<std::tuple<std::string, std::string, std::string>, std::size_t> places;
    for (const Unlike& one : unlike) {
        const auto [place, fresh] = places.try_emplace({one.field, one.baseline, one.candidate}, groups.size());
        if (fresh) {
            groups.push_back({one.field, one.baseline, one.candidate, name_of(one), {}, 0, 0});
            seen.emplace_back();
        }
        UnlikeGroup& group = groups[place->second];
        auto& [cases, benchmarks] = seen[place->second];
        ++group.entries;
        if (one.case_name.empty()) continue;
        group.cases += cases.insert(one.case_name).second ? 1 : 0;
        const std::string benchmark = one.case_name.substr(0, one.case_name.find('['));
        if (benchmarks.insert(benchmark).second) group.benchmarks.push_back(benchmark);
    }
    return groups;
}

std::string unlike_reason(const std::string& field, const std::string& baseline, const std::string& candidate) {
    if (field == "missing") {
        const bool base = is_there(baseline);
        if (base != is_there(candidate)) {
            const std::string& status = base ? baseline : candidate;
            return fmt::format("missing in the {} ({}: {})", base ? "candidate" : "base", base ? "base" : "candidate",
                               clean_words(status, kLongestValue));
        }
        return "missing on one side";
    }
    return fmt::format("{} differs: base {}, candidate {}", clean_words(field, kLongestValue), shown_value(baseline),
                       shown_value(candidate));
}

std::string unlike_text(const UnlikeGroup& group) {
    std::string text = unlike_reason(group.field, group.baseline, group.candidate);
    if (group.entries == 1 && !group.first.empty()) text += ": " + clean_words(group.first, kLongestName);
    if (group.entries <= 1 || group.cases == 0) return text;
    text += ": ";
    if (group.entries != group.cases) text += counted(group.entries, "comparison") + " in ";
    text += counted(group.cases, "case") + " of ";
    const std::size_t named = std::min(group.benchmarks.size(), kNamed);
    for (std::size_t i = 0; i < named; ++i)
        text += (i == 0 ? "" : ", ") + clean_words(group.benchmarks[i], kLongestName);
    const std::size_t others = group.benchmarks.size() - named;
    return others == 0 ? text : text + fmt::format(" and {}", counted(others, "other benchmark"));
}

}  // namespace inference_pio
