#include "reporting/main_columns.hpp"

#include <algorithm>
#include <array>

#include "reporting/text_table.hpp"

namespace inference_pio {
namespace {

const std::array<MetricColumn, 5> kGenerationColumns{{{"ttft", "TTFT", CellForm::quantity},
                                                      {"tpot", "TPOT", CellForm::quantity},
                                                      {"prefill_throughput", "prefill\ntok/s", CellForm::number},
                                                      {"decode_throughput", "decode\ntok/s", CellForm::number},
                                                      {"peak_memory", "peak\nmemory", CellForm::quantity}}};

// Where a prompt held images: the two parts of its TTFT that are theirs alone and long.
const std::array<MetricColumn, 2> kImageColumns{{{"vision_encode_time", "vision\nencode", CellForm::quantity},
                                                 {"image_prefill_time", "image\nprefill", CellForm::quantity}}};

// Where a machine tells it.
const MetricColumn kEnergyPerToken{"energy_per_token", "energy\nper token", CellForm::quantity};
const MetricColumn kComputeShare{"mfu", "MFU", CellForm::share};
const MetricColumn kMemoryShare{"mbu", "MBU", CellForm::share};

// Told by the engine and by the system of every case: kept in the records, too much for a table.
constexpr std::array<std::string_view, 8> kRarelyShown{"weights_memory",  "kv_cache_memory", "compute_memory",
                                                       "cpu_utilization", "energy",          "energy_per_token",
                                                       "gpu_peak_memory", "vision_memory"};

// How long it took and how fast it was come before what it cost to get there.
std::vector<std::string> by_interest(std::vector<std::string> names) {
    constexpr std::array<std::string_view, 4> kLast{"mfu", "mbu", "load_time", "peak_memory"};
    for (const std::string_view last : kLast) {
        const auto found = std::find(names.begin(), names.end(), last);
        if (found != names.end()) std::rotate(found, found + 1, names.end());
    }
    return names;
}

}  // namespace

std::vector<MetricColumn> main_columns(const BenchmarkGroup& group) {
    const std::vector<std::string> names = by_interest(group.metrics());
    std::vector<MetricColumn> columns;
    if (std::find(names.begin(), names.end(), "ttft") != names.end()) {
        for (const MetricColumn& column : kGenerationColumns) {
            columns.push_back(column);
            for (const MetricColumn& part : kImageColumns) {
                if (column.metric == "ttft" && has_value(group, part.metric)) columns.push_back(part);
            }
            // Beside the rate that it is a share of.
            const MetricColumn* share = column.metric == "prefill_throughput"  ? &kComputeShare
                                        : column.metric == "decode_throughput" ? &kMemoryShare
                                                                               : nullptr;
            if (share != nullptr && has_value(group, share->metric)) columns.push_back(*share);
        }
        if (has_value(group, kEnergyPerToken.metric)) columns.push_back(kEnergyPerToken);
        for (const std::string& name : names) {
            if (find_metric(name) == nullptr) columns.push_back({name, metric_header(name), CellForm::quantity});
        }
        return columns;
    }
    for (const std::string& name : names) {
        if (std::find(kRarelyShown.begin(), kRarelyShown.end(), name) != kRarelyShown.end()) continue;
        if (!has_value(group, name)) continue;  // below the tables stands why
        if (name == "mbu" || name == "mfu") {
            columns.push_back(name == "mbu" ? kMemoryShare : kComputeShare);
            continue;
        }
        std::vector<std::string> statistics = group.statistics(name);
        if (statistics.size() == 1) statistics = {""};
        for (const std::string& statistic : statistics) {
            const std::string below = statistic.empty() ? "" : '\n' + printable(statistic);
            columns.push_back({name, metric_header(name) + below, CellForm::quantity, statistic});
        }
    }
    return columns;
}

}  // namespace inference_pio
