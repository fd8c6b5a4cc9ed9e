#include "reporting/comparison_sides.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "reporting/comparison_words.hpp"
#include "reporting/outside_words.hpp"
#include "reporting/quantity_text.hpp"

namespace inference_pio {
namespace {

constexpr std::size_t kLongestFact = 100;  // code points

// "2026-11-24T10:00:00Z" as "2026-11-24 10:00 UTC"; other words as they are.
std::string minute_of(const std::string& timestamp) {
    if (timestamp.size() != 20 || timestamp[10] != 'T' || timestamp.back() != 'Z') return timestamp;
    return fmt::format("{} {} UTC", timestamp.substr(0, 10), timestamp.substr(11, 5));
}

std::string run_text(const ComparedSide& side) {
    if (side.name.empty() || side.name == side.run) return side.run;
    return side.run.empty() ? side.name : fmt::format("{} ({})", side.name, side.run);
}

std::string engines_text(const ComparedSide& side) {
    std::string text;
    for (const std::string& engine : side.engines) text += (text.empty() ? "" : ", ") + engine;
    return text;
}

void add_fact(std::vector<SideFact>& facts, std::string_view label, const std::string& base,
              const std::string& candidate) {
    if (base.empty() && candidate.empty()) return;
    const auto shown = [](const std::string& words) {
        return words.empty() ? std::string("unknown") : clean_words(words, kLongestFact);
    };
    SideFact fact{label, shown(base), shown(candidate)};
    // Where the middle that was cut away is all that differs, it has to be shown.
    if (fact.same() && base != candidate && !base.empty() && !candidate.empty()) {
        fact.base = clean_words(base);
        fact.candidate = clean_words(candidate);
    }
    facts.push_back(std::move(fact));
}

// What the rows with a ratio rest on, each kind once.
std::set<std::string> evidence_of(const Comparison& comparison) {
    std::set<std::string> kinds;
    for (const ComparedMetric& row : comparison.rows) {
        if (const std::string evidence = evidence_text(row); row.ratio && !evidence.empty()) kinds.insert(evidence);
    }
    return kinds;
}

int most_pairs(const Comparison& comparison) {
    int most = 0;
    for (const ComparedMetric& row : comparison.rows) most = std::max(most, row.pairs.value_or(0));
    return most;
}

}  // namespace

std::string commit_text(const Subject& subject) {
    constexpr std::size_t kEnough = 12;  // digits that tell commits apart
    const std::string commit = subject.commit.substr(0, kEnough);
    return commit.empty() || !subject.dirty ? commit : commit + " with uncommitted changes";
}

std::vector<SideFact> side_facts(const Comparison& comparison) {
    const ComparedSide& base = comparison.baseline;
    const ComparedSide& candidate = comparison.candidate;
    std::vector<SideFact> facts;
    const bool builds = base.run.empty() && candidate.run.empty();
    add_fact(facts, builds ? "build" : "run", run_text(base), run_text(candidate));
    add_fact(facts, "measured", minute_of(base.timestamp), minute_of(candidate.timestamp));
    add_fact(facts, "commit", commit_text(base.subject), commit_text(candidate.subject));
    add_fact(facts, "branch", base.subject.branch, candidate.subject.branch);
    add_fact(facts, "engine", engines_text(base), engines_text(candidate));
    add_fact(facts, "compiler", base.subject.compiler, candidate.subject.compiler);
    add_fact(facts, "flags", base.subject.flags, candidate.subject.flags);
    return facts;
}

std::string common_facts(const Comparison& comparison) {
    std::string text;
    const auto add = [&](const std::string& fact) { text += (text.empty() ? "" : ", ") + fact; };
    for (const SideFact& fact : side_facts(comparison)) {
        const bool says_itself = fact.label == "engine" || fact.label == "compiler";
        if (fact.same()) add(says_itself ? fact.base : fmt::format("{} {}", fact.label, fact.base));
    }
    if (!comparison.fingerprint.empty()) add("machine " + clean_words(comparison.fingerprint, kLongestFact));
    return text;
}

bool is_evidence_the_same(const Comparison& comparison) { return evidence_of(comparison).size() <= 1; }

std::string evidence_line(const Comparison& comparison) {
    const std::set<std::string> kinds = evidence_of(comparison);
    if (comparison.evidence == EvidenceKind::stored) {
        return fmt::format(
            "two stored runs{}: what differs between two sessions is part of the doubt, and a duet shows "
            "smaller differences",
            kinds.size() == 1 ? ", " + *kinds.begin() : "");
    }
    std::string text = "duet";
    if (const int pairs = most_pairs(comparison); pairs > 0) {
        text += fmt::format(": {}{} of fresh processes in turns", kinds.size() == 1 ? "" : "up to ",
                            counted(static_cast<std::size_t>(pairs), "pair"));
    }
    if (comparison.duration_s > 0) {
        text += fmt::format(", {} of measuring", format_duration(Seconds(comparison.duration_s)));
    }
    return text;
}

}  // namespace inference_pio
