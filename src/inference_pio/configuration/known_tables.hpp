// The tables of piobench.toml and the keys of each, by name: for messages about what is not known.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

// "[gate]", "[[gate.rule]]", "[preset.NAME]": as a table's head is written.
[[nodiscard]] std::string head_of_table(std::string_view table);

// Those at the top of a file.
[[nodiscard]] std::vector<std::string> known_tables();

[[nodiscard]] std::vector<std::string> keys_of_table(std::string_view table);

// The heads of the other tables that have a key of this name.
[[nodiscard]] std::vector<std::string> homes_of_key(std::string_view key, std::string_view but);

}  // namespace inference_pio
