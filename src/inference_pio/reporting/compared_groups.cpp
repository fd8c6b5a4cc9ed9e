#include "reporting/compared_groups.hpp"

#include <map>

namespace inference_pio {
namespace {

// How often a parameter of a benchmark had its first value, over all rows.
struct Constancy {
    Value first;
    std::size_t alike = 0;
};

struct BenchmarkParameters {
    std::size_t rows = 0;
    std::map<std::string, Constancy> parameters;

    [[nodiscard]] bool is_constant(const std::string& name) const {
        const auto found = parameters.find(name);
        return found != parameters.end() && found->second.alike == rows;
    }
};

std::map<std::string, BenchmarkParameters> look_at_parameters(const Comparison& comparison) {
    std::map<std::string, BenchmarkParameters> benchmarks;
    for (const ComparedMetric& row : comparison.rows) {
        BenchmarkParameters& benchmark = benchmarks[row.benchmark];
        ++benchmark.rows;
        for (const auto& [name, value] : row.parameters.entries()) {
            Constancy& constancy = benchmark.parameters.try_emplace(name, Constancy{value, 0}).first->second;
            if (constancy.first == value) ++constancy.alike;
        }
    }
    return benchmarks;
}

}  // namespace

std::vector<ComparedGroup> group_compared(const Comparison& comparison, const std::vector<std::size_t>& rows) {
    const std::map<std::string, BenchmarkParameters> benchmarks = look_at_parameters(comparison);
    std::vector<ComparedGroup> groups;
    std::map<std::string, std::size_t> places;
    for (const std::size_t index : rows) {
        const ComparedMetric& row = comparison.rows[index];
        const auto [place, fresh] = places.try_emplace(row.benchmark, groups.size());
        if (fresh) groups.push_back({row.benchmark, {}, {}});
        ComparedGroup& group = groups[place->second];
        const BenchmarkParameters& known = benchmarks.at(row.benchmark);
        Parameters varying;
        for (const auto& [name, value] : row.parameters.entries()) {
            if (!known.is_constant(name)) {
                varying.set(name, value);
            } else if (fresh) {
                group.constant.set(name, value);
            }
        }
        group.entries.push_back({index, varying.to_string()});
    }
    return groups;
}

}  // namespace inference_pio
