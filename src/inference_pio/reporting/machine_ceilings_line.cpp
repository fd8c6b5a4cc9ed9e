#include "reporting/machine_ceilings_line.hpp"

#include <fmt/format.h>

#include <map>

#include "reporting/quantity_text.hpp"

namespace inference_pio {

std::string format_machine_ceilings(const std::vector<Record>& records) {
    std::map<std::int64_t, std::string> by_threads;
    for (const Record& record : records) {
        if (record.benchmark != kCeilingsBenchmark || !record.value) continue;
        const Value* threads = record.parameters.find("threads");
        const auto* count = threads == nullptr ? nullptr : std::get_if<std::int64_t>(threads);
        if (count == nullptr) continue;
        for (const char* name : {"pattern", "weight_type"}) {
            const Value* what = record.parameters.find(name);
            if (what == nullptr) continue;
            std::string& line = by_threads[*count];
            line += fmt::format("{}{} {}", line.empty() ? "" : ", ", to_string(*what),
                                format_quantity(*record.value, record.metric.unit));
        }
    }
    std::string text;
    for (const auto& [threads, line] : by_threads) {
        text += fmt::format("{}{} thread{}: {}", text.empty() ? "measured ceilings · " : " · ", threads,
                            threads == 1 ? "" : "s", line);
    }
    return text;
}

}  // namespace inference_pio
