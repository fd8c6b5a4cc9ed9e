#include "session/doctor.hpp"

#include <algorithm>
#include <sstream>

#include "session/doctor_checks.hpp"

namespace inference_pio {
namespace {

std::optional<double> find_field(std::string_view text, std::string_view line_start, std::string_view key) {
    const auto line = text.find(line_start);
    if (line == std::string_view::npos) return std::nullopt;
    const auto field = text.find(key, line);
    if (field == std::string_view::npos || field > text.find('\n', line)) return std::nullopt;
    std::istringstream in{std::string(text.substr(field + key.size()))};
    double value = 0;
    return in >> value ? std::optional(value) : std::nullopt;
}

}  // namespace

std::string_view to_string(Severity severity) {
    switch (severity) {
        case Severity::fine:
            return "fine";
        case Severity::note:
            return "note";
        case Severity::warning:
            return "warning";
    }
    return "note";
}

std::optional<double> parse_load_average(std::string_view text) { return find_field(text, "", ""); }

std::optional<double> parse_pressure_avg60(std::string_view text) { return find_field(text, "some ", "avg60="); }

std::optional<CpuTicks> parse_cpu_ticks(std::string_view text) {
    if (!text.starts_with("cpu ")) return std::nullopt;
    std::istringstream in{std::string(text.substr(4, text.find('\n') - 4))};
    std::vector<double> ticks;
    for (double value = 0; in >> value;) ticks.push_back(value);
    // user nice system idle iowait irq softirq steal; guest time is counted in user already.
    constexpr std::size_t kSteal = 7;
    if (ticks.size() <= kSteal) return std::nullopt;
    CpuTicks sum;
    for (std::size_t i = 0; i <= kSteal; ++i) sum.total += ticks[i];
    sum.steal = ticks[kSteal];
    return sum;
}

std::optional<double> compute_steal_percent(const CpuTicks& before, const CpuTicks& after) {
    const double total = after.total - before.total;
    if (!(total > 0) || after.steal < before.steal) return std::nullopt;
    return 100 * (after.steal - before.steal) / total;
}

std::vector<DoctorFinding> diagnose(const DoctorReadings& readings) {
    constexpr DoctorFinding (*kChecks[])(const DoctorReadings&) = {
        check_governor,        check_turbo,   check_threads,        check_quota,       check_other_processes,
        check_cpu_pressure,    check_steal,   check_virtualisation, check_memory,      check_memory_limit,
        check_memory_pressure, check_swap,    check_huge_pages,     check_io_pressure, check_counters,
        check_energy,          check_sensors, check_cache};
    std::vector<DoctorFinding> findings;
    for (const auto check : kChecks) findings.push_back(check(readings));
    std::stable_sort(findings.begin(), findings.end(),
                     [](const DoctorFinding& a, const DoctorFinding& b) { return a.severity > b.severity; });
    return findings;
}

}  // namespace inference_pio
