#include "configuration/known_tables.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "configuration/known_keys.hpp"

namespace inference_pio {

std::string head_of_table(std::string_view table) {
    if (table == kRuleTable) return fmt::format("[[{}]]", table);
    if (table == kPresetTable || table == kCommandTable) return fmt::format("[{}.NAME]", table);
    return fmt::format("[{}]", table);
}

std::vector<std::string> known_tables() {
    std::vector<std::string> names;
    for (const auto& known : known_keys()) {
        if (names.empty() || names.back() != known.table) names.emplace_back(known.table);
    }
    names.emplace_back(kAxesTable);
    names.emplace_back(kPresetTable);
    names.emplace_back(kCommandTable);
    return names;
}

std::vector<std::string> keys_of_table(std::string_view table) {
    std::vector<std::string> names;
    for (const auto& known : known_keys()) {
        if (known.table == table) names.emplace_back(known.name);
    }
    for (const auto& known : known_rule_keys()) {
        if (known.table == table) names.emplace_back(known.name);
    }
    for (const auto& known : known_preset_keys()) {
        if (known.table == table) names.emplace_back(known.name);
    }
    for (const auto& known : known_command_keys()) {
        if (known.table == table) names.emplace_back(known.name);
    }
    if (table == kPresetTable) names.emplace_back(kAxesTable);
    if (table == kCommandTable)
        names.insert(names.end(), {std::string(kParametersTable), std::string(kEnvironmentTable)});
    return names;
}

std::vector<std::string> homes_of_key(std::string_view key, std::string_view but) {
    std::vector<std::string> homes;
    auto names = known_tables();
    names.emplace_back(kRuleTable);
    for (const std::string& table : names) {
        const auto keys = keys_of_table(table);
        if (table != but && std::find(keys.begin(), keys.end(), key) != keys.end())
            homes.push_back(head_of_table(table));
    }
    return homes;
}

}  // namespace inference_pio
