#include "reporting/variant_rows.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <string_view>

#include "statistics/pareto_front.hpp"

namespace inference_pio {
namespace {

constexpr std::string_view kVariant = "variant";

// Empty where its records name none.
std::string reference_of(const ReportedCase& one) {
    for (const Record* record : one.records) {
        if (record->reference) return *record->reference;
    }
    return {};
}

// Whether `name` is the case's. A record's parameters may end with some that only the case itself found out, which
// are no part of the name that the plan gave it.
bool is_named(const ReportedCase& one, std::string_view benchmark, const std::string& name) {
    const std::string own = case_name(benchmark, one.parameters);
    if (own == name) return true;
    return name.ends_with(']') && own.starts_with(name.substr(0, name.size() - 1) + ",");
}

// Cases by what they are compared with, in order of first appearance.
struct Family {
    std::string reference;
    std::vector<VariantRow> rows;
};

Family& family_named(std::vector<Family>& families, const std::string& reference) {
    const auto found = std::find_if(families.begin(), families.end(),
                                    [&](const Family& family) { return family.reference == reference; });
    return found != families.end() ? *found : families.emplace_back(Family{reference, {}});
}

std::vector<Family> families_of(const BenchmarkGroup& group) {
    std::vector<std::string> references;
    for (const ReportedCase& one : group.cases) references.push_back(reference_of(one));
    std::vector<Family> families;
    for (std::size_t i = 0; i < group.cases.size(); ++i) {
        const ReportedCase& one = group.cases[i];
        const auto own = std::find_if(references.begin(), references.end(), [&](const std::string& name) {
            return !name.empty() && is_named(one, group.benchmark, name);
        });
        VariantRow row;
        row.subject = &one;
        row.is_reference = own != references.end();
        const std::string family = row.is_reference ? *own : references[i];
        family_named(families, family).rows.push_back(row);
    }
    // What failed was compared with nothing, and stands last.
    std::stable_partition(families.begin(), families.end(),
                          [](const Family& family) { return !family.reference.empty(); });
    for (Family& family : families) {
        std::stable_partition(family.rows.begin(), family.rows.end(),
                              [](const VariantRow& row) { return row.is_reference; });
    }
    return families;
}

bool is_quality_of(const Record& record, const ReportedCase& one) {
    const Record& own = *one.records.front();
    const Value* variant = one.parameters.find(kVariant);
    const Value* other = record.parameters.find(kVariant);
    return record.value && record.benchmark != own.benchmark && record.model == own.model && variant != nullptr &&
           other != nullptr && *variant == *other &&
           (record.facts.weights_source.empty() || record.facts.weights_source == own.facts.weights_source);
}

void add_quality(const std::vector<Record>& all_records, VariantRow& row) {
    for (const Record& record : all_records) {
        const Record** place = record.metric.name == "kl_divergence"    ? &row.divergence
                               : record.metric.name == "top1_agreement" ? &row.agreement
                               : record.metric.name == "perplexity"     ? &row.perplexity
                                                                        : nullptr;
        if (place != nullptr && *place == nullptr && is_quality_of(record, *row.subject)) *place = &record;
    }
}

std::optional<double> number_of(const Record* record) {
    return record != nullptr && record->value && std::isfinite(*record->value) ? record->value : std::nullopt;
}

std::optional<double> cost_of(const VariantRow& row, FrontCost cost) {
    if (cost == FrontCost::size) {
        return is_pruned(*row.subject) ? std::nullopt : number_of(row.subject->find("checkpoint_size"));
    }
    if (row.is_reference && row.divergence == nullptr) return 0.0;  // D(p || p), of whatever p
    return number_of(row.divergence);
}

void mark_front(std::vector<VariantRow>& rows) {
    const bool known = std::any_of(rows.begin(), rows.end(), [](const VariantRow& row) {
        return !row.is_reference && number_of(row.divergence).has_value();
    });
    const FrontCost judged_by = known ? FrontCost::divergence : FrontCost::size;
    std::vector<VariantRow*> judged;
    std::vector<CostBenefit> points;
    for (VariantRow& row : rows) {
        const auto cost = cost_of(row, judged_by);
        const auto speed = number_of(row.subject->find("decode_throughput"));
        if (!cost || !speed) continue;
        judged.push_back(&row);
        points.push_back({*cost, *speed});
    }
    if (points.size() < 2) return;
    const auto front = compute_pareto_front(points);
    if (!front) return;  // cannot be: number_of() gives none that is not one
    for (std::size_t i = 0; i < judged.size(); ++i) {
        judged[i]->judged_by = judged_by;
        judged[i]->on_front = (*front)[i];
    }
}

}  // namespace

bool has_reference(const BenchmarkGroup& group) {
    return std::any_of(group.cases.begin(), group.cases.end(),
                       [](const ReportedCase& one) { return !reference_of(one).empty(); });
}

bool is_pruned(const ReportedCase& one) {
    const Value* variant = one.parameters.find(kVariant);
    const auto* word = variant == nullptr ? nullptr : std::get_if<std::string>(variant);
    if (word == nullptr) return false;
    const std::string parts = "+" + *word;
    for (const char* prefix : {"+depth_", "+width_", "+sparse_"}) {
        if (parts.find(prefix) != std::string::npos) return true;
    }
    return false;
}

std::vector<VariantRow> compute_variant_rows(const BenchmarkGroup& group, const std::vector<Record>& all_records) {
    std::vector<VariantRow> rows;
    for (Family& family : families_of(group)) {
        for (VariantRow& row : family.rows) add_quality(all_records, row);
        if (!family.reference.empty()) mark_front(family.rows);
        rows.insert(rows.end(), family.rows.begin(), family.rows.end());
    }
    return rows;
}

}  // namespace inference_pio
