#include "reporting/comparison_advice.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reporting/comparison_summary.hpp"
#include "reporting/outside_words.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kMost = 3;
constexpr std::size_t kLongestCase = 200;  // code points; a longer name would be cut, and then name nothing

// The benchmark of the first row with this role that can be named; empty: none.
std::string benchmark_with(const Comparison& comparison, const std::vector<RowRole>& roles, RowRole role) {
    for (std::size_t i = 0; i < roles.size(); ++i) {
        const std::string& name = comparison.rows[i].benchmark;
        const bool nameable = name.size() <= kLongestCase && clean_words(name) == name;
        if (roles[i] == role && nameable) return name;
    }
    return {};
}

std::string case_with(const Comparison& comparison, const std::vector<RowRole>& roles, RowRole role) {
    for (std::size_t i = 0; i < roles.size(); ++i) {
        if (roles[i] != role) continue;
        const std::string name = comparison.rows[i].case_name();
        if (name.size() <= kLongestCase && clean_words(name) == name) return name;
    }
    return {};
}

bool has_commits(const Comparison& comparison) {
    const Subject& base = comparison.baseline.subject;
    const Subject& candidate = comparison.candidate.subject;
    return !base.commit.empty() && !candidate.commit.empty() && base.commit != candidate.commit && !base.dirty &&
           !candidate.dirty;
}

// Of what another tool measured there are no benchmarks here.
std::string foreign_tool(const Comparison& comparison) {
    return comparison.candidate.tool.empty() ? comparison.baseline.tool : comparison.candidate.tool;
}

// The same question put to pairs of fresh processes: the stronger evidence.
Advice duet_advice(const Comparison& comparison, const std::string& words, const std::string& pattern) {
    if (const std::string tool = foreign_tool(comparison); !tool.empty()) {
        return {fmt::format("have {} measure both builds anew, in turns, in several processes each", tool), ""};
    }
    const std::string cases = pattern.empty() ? "" : " " + shell_word(pattern);
    if (has_commits(comparison)) {
        return {words,
                fmt::format("piobench duet --git {} {}{}", shell_word(comparison.baseline.subject.commit.substr(0, 12)),
                            shell_word(comparison.candidate.subject.commit.substr(0, 12)), cases)};
    }
    return {words, fmt::format("piobench duet --base BASE_BUILD --candidate CANDIDATE_BUILD{}", cases)};
}

void advise_on_alarms(const Comparison& comparison, const std::vector<RowRole>& roles, std::vector<Advice>& list) {
    if (comparison.evidence == EvidenceKind::stored) {
        list.push_back(duet_advice(comparison, "make sure with pairs of fresh processes of both builds",
                                   benchmark_with(comparison, roles, RowRole::alarm)));
    } else if (has_commits(comparison)) {
        list.push_back(
            {"see what changed",
             fmt::format("git log --oneline {}..{}", shell_word(comparison.baseline.subject.commit.substr(0, 12)),
                         shell_word(comparison.candidate.subject.commit.substr(0, 12)))});
    }
    if (const std::string name = case_with(comparison, roles, RowRole::alarm); !name.empty()) {
        list.push_back({"if it is meant to be so, accept it",
                        fmt::format("piobench history accept {} --reason '...'", shell_word(name))});
    }
}

void advise_on_doubts(const Comparison& comparison, const std::vector<RowRole>& roles, std::vector<Advice>& list) {
    if (std::find(roles.begin(), roles.end(), RowRole::unsettled) == roles.end()) return;
    if (comparison.evidence == EvidenceKind::stored) {
        list.push_back(duet_advice(comparison, "a duet of both builds shows smaller differences than stored runs do",
                                   benchmark_with(comparison, roles, RowRole::unsettled)));
        return;
    }
    const bool more_helps = std::any_of(comparison.rows.begin(), comparison.rows.end(), [](const ComparedMetric& row) {
        return row.deciding && row.verdict == Verdict::inconclusive && row.pairs_missing;
    });
    list.push_back(more_helps ? Advice{"give it more pairs: [duet] pairs and budget in piobench.toml", ""}
                              : Advice{"see what makes this machine noisy", "piobench doctor"});
}

}  // namespace

std::string shell_word(const std::string& word) {
    const std::string clean = clean_words(word);
    const bool plain = !clean.empty() && std::all_of(clean.begin(), clean.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               std::string_view("_-./:@%+,").find(c) != std::string_view::npos;
    });
    if (plain) return clean;
    std::string quoted = "'";
    for (const char c : clean) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return quoted + "'";
}

std::vector<Advice> advise(const Comparison& comparison, const GateDecision* decision) {
    std::vector<Advice> list;
    if (comparison.control && comparison.control->flagged) {
        return {{"see what makes this machine unfit, then measure again", "piobench doctor"}};
    }
    if (comparison.interrupted) list.push_back({"measure again without interrupting it", ""});
    const std::vector<RowRole> roles = roles_of(comparison, decision);
    const bool alarms = std::find(roles.begin(), roles.end(), RowRole::alarm) != roles.end();
    const bool suspects = std::find(roles.begin(), roles.end(), RowRole::suspect) != roles.end();
    if (alarms) advise_on_alarms(comparison, roles, list);
    if (suspects) {
        list.push_back(duet_advice(comparison, "confirm or refute the suspects",
                                   benchmark_with(comparison, roles, RowRole::suspect)));
    }
    const bool matters = decision == nullptr || decision->outcome == GateOutcome::inconclusive;
    if (!alarms && !suspects && matters) advise_on_doubts(comparison, roles, list);
    const bool nothing = decision != nullptr && decision->outcome == GateOutcome::nothing_compared;
    if (!foreign_tool(comparison).empty() && (nothing || comparison.rows.empty())) {
        list.push_back({"compare results of one tool, at the same parameters, of one machine", ""});
    } else if (nothing || comparison.rows.empty()) {
        list.push_back(
            {"measure the base on this machine, with the same cases, checkpoint and engine options", "piobench run"});
    }
    if (list.size() > kMost) list.resize(kMost);
    return list;
}

}  // namespace inference_pio
