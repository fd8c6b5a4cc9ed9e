#include "judgement/duet_family.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

#include "statistics/multiple_tests.hpp"
#include "statistics/quantile.hpp"
#include "statistics/sign_test.hpp"

namespace inference_pio {
namespace {

constexpr int kPairsBetweenLooks = 6;
constexpr int kMostLooks = 4;
constexpr double kEquivalenceAlpha = 0.10;

// Of the side on which most of the pairs lie beyond the margin; 1 where most lie within it.
double p_value_beyond(const std::vector<double>& differences, double margin) {
    std::vector<double> beyond;
    beyond.reserve(differences.size());
    for (const double difference : differences) beyond.push_back(difference - margin);
    const auto above = std::count_if(beyond.begin(), beyond.end(), [](double value) { return value > 0; });
    const auto below = std::count_if(beyond.begin(), beyond.end(), [](double value) { return value < 0; });
    // A value that lies exactly on the margin speaks against the difference: it counts as within.
    if (above <= below + static_cast<std::ptrdiff_t>(beyond.size()) - above - below) return 1;
    for (double& value : beyond) {
        if (value == 0) value = -1;
    }
    return sign_test_p_value(beyond);
}

double p_value_of(const std::vector<double>& differences, double delta) {
    const double margin = std::log1p(delta);
    std::vector<double> mirrored = differences;
    for (double& value : mirrored) value = -value;
    return std::min(p_value_beyond(differences, margin), p_value_beyond(mirrored, margin));
}

// Whether all processes of a side measured the same, but for the allowed difference.
bool agree(const std::vector<double>& values, double allowed) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    return values.size() >= 2 && *high <= *low * (1 + allowed);
}

// The verdict of nearly exact values: no interval, no p value, just the ratio. Nothing where a side's processes
// disagree.
std::optional<PairedVerdict> judge_exact(const DuetHypothesis& subject) {
    const PairedSamples& samples = subject.samples;
    const double allowed = subject.thresholds.allowed;
    if (!agree(samples.baseline, allowed) || !agree(samples.candidate, allowed)) return std::nullopt;
    PairedVerdict verdict;
    verdict.pairs = static_cast<int>(samples.baseline.size());
    const double ratio = compute_median(samples.candidate) / compute_median(samples.baseline);
    verdict.ratio = ratio;
    const bool more_is_worse = samples.direction == Direction::lower_is_better;
    const bool worse = more_is_worse ? ratio > 1 + allowed : ratio < 1 / (1 + allowed);
    const bool better = more_is_worse ? ratio < 1 / (1 + allowed) : ratio > 1 + allowed;
    verdict.verdict = worse ? Verdict::regressed : better ? Verdict::improved : Verdict::equivalent;
    verdict.reason =
        fmt::format("{:+.2f} %, the same in all {} processes of each side", (ratio - 1) * 100, verdict.pairs);
    return verdict;
}

VerdictPolicy policy_of(const GateThresholds& thresholds, double alpha, double equivalence_alpha) {
    VerdictPolicy policy;
    policy.delta = thresholds.allowed;
    policy.alpha = alpha;
    policy.equivalence = thresholds.equivalence;
    policy.equivalence_alpha = equivalence_alpha;
    return policy;
}

bool is_rejection(Verdict verdict) { return verdict == Verdict::regressed || verdict == Verdict::improved; }

}  // namespace

std::vector<int> compute_looks(int pairs_max) {
    const int number = std::clamp(pairs_max / kPairsBetweenLooks, 1, kMostLooks);
    std::vector<int> looks;
    for (int k = 1; k <= number; ++k) {
        const int pairs = (pairs_max * k + number - 1) / number;
        looks.push_back(pairs + pairs % 2);
    }
    return looks;
}

Result<DuetFamily> DuetFamily::create(double alpha, std::vector<int> looks) {
    if (!(alpha > 0 && alpha < 1)) return fail(ErrorKind::invalid_argument, "alpha has to lie between 0 and 1");
    if (looks.empty()) return fail(ErrorKind::invalid_argument, "a duet has at least one look");
    return DuetFamily(alpha, std::move(looks));
}

Result<double> DuetFamily::nominal_alpha(std::size_t look, double alpha) {
    auto found = bounds_.find(alpha);
    if (found == bounds_.end()) {
        auto bounds = compute_obrien_fleming(static_cast<int>(looks_.size()), alpha);
        if (!bounds) return fail(std::move(bounds.error()));
        found = bounds_.emplace(alpha, *std::move(bounds)).first;
    }
    return found->second.at(look).nominal_p;
}

Result<void> DuetFamily::judge(std::size_t hypothesis, const DuetHypothesis& subject, double alpha, std::size_t look) {
    DuetState& state = states_[hypothesis];
    const auto nominal = nominal_alpha(look, alpha);
    if (!nominal) return fail(nominal.error());
    const auto equivalence = nominal_alpha(look, kEquivalenceAlpha);
    if (!equivalence) return fail(equivalence.error());
    auto verdict = compute_paired_verdict(subject.samples, policy_of(subject.thresholds, *nominal, *equivalence));
    if (!verdict) return fail(std::move(verdict.error()));
    state.verdict = *std::move(verdict);
    state.nominal_alpha = *nominal;
    if (state.verdict.verdict != Verdict::inconclusive) state.decided_at = looks_[look];
    return {};
}

Result<void> DuetFamily::look(std::size_t look, const std::vector<DuetHypothesis>& hypotheses) {
    if (look >= looks_.size()) return fail(ErrorKind::invalid_argument, "there is no such look");
    states_.resize(hypotheses.size());
    // Exact ones take no part in the family: nothing about them is a matter of chance.
    std::vector<std::size_t> open;
    std::size_t rejected = 0;
    std::size_t family = 0;
    for (std::size_t i = 0; i < hypotheses.size(); ++i) {
        DuetState& state = states_[i];
        if (hypotheses[i].exact && !state.decided()) {
            if (auto exact = judge_exact(hypotheses[i])) {
                state.verdict = *std::move(exact);
                state.p_value = is_rejection(state.verdict.verdict) ? 0 : 1;
                state.decided_at = looks_[look];
            }
        }
        if (hypotheses[i].exact && state.decided()) continue;
        ++family;
        if (state.decided()) {
            rejected += is_rejection(state.verdict.verdict) ? 1U : 0U;
            continue;
        }
        const auto p_value = compute_sign_p_value(hypotheses[i].samples, hypotheses[i].thresholds.allowed);
        if (!p_value) return fail(p_value.error());
        state.p_value = *p_value;
        open.push_back(i);
    }
    std::stable_sort(open.begin(), open.end(),
                     [&](std::size_t a, std::size_t b) { return states_[a].p_value < states_[b].p_value; });
    for (const std::size_t i : open) {
        const double alpha = alpha_ / static_cast<double>(family - rejected);
        if (auto judged = judge(i, hypotheses[i], alpha, look); !judged) return judged;
        if (is_rejection(states_[i].verdict.verdict)) ++rejected;
    }
    return {};
}

bool DuetFamily::all_decided() const {
    return !states_.empty() &&
           std::all_of(states_.begin(), states_.end(), [](const DuetState& state) { return state.decided(); });
}

Result<double> compute_sign_p_value(const PairedSamples& samples, double delta) {
    const auto differences = compute_log_ratios(samples);
    if (!differences) return fail(differences.error());
    return differences->empty() ? 1.0 : p_value_of(*differences, delta);
}

Result<std::vector<InformativeVerdict>> judge_informative(const std::vector<DuetHypothesis>& hypotheses, double alpha) {
    std::vector<double> p_values;
    for (const DuetHypothesis& hypothesis : hypotheses) {
        const auto p_value = compute_sign_p_value(hypothesis.samples, hypothesis.thresholds.allowed);
        if (!p_value) return fail(p_value.error());
        p_values.push_back(*p_value);
    }
    const std::vector<double> adjusted = benjamini_hochberg_adjust(p_values);
    const auto found = std::count_if(adjusted.begin(), adjusted.end(), [&](double p) { return p <= alpha; });
    // All that are found are held against the same level, that of the last one found; the others against it, too.
    const double share = static_cast<double>(std::max<std::ptrdiff_t>(found, 1)) /
                         static_cast<double>(std::max<std::size_t>(hypotheses.size(), 1));
    std::vector<InformativeVerdict> verdicts;
    for (std::size_t i = 0; i < hypotheses.size(); ++i) {
        const DuetHypothesis& hypothesis = hypotheses[i];
        auto verdict = compute_paired_verdict(hypothesis.samples,
                                              policy_of(hypothesis.thresholds, alpha * share, kEquivalenceAlpha));
        if (!verdict) return fail(std::move(verdict.error()));
        if (const auto exact = hypothesis.exact ? judge_exact(hypothesis) : std::nullopt) verdict = *exact;
        verdicts.push_back({*std::move(verdict), p_values[i], adjusted[i]});
    }
    return verdicts;
}

}  // namespace inference_pio
