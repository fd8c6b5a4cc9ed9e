#include "session/pair_file.hpp"

#include <fmt/format.h>

#include <utility>

#include "common/files.hpp"
#include "records/json_reader.hpp"
#include "records/json_values.hpp"

namespace inference_pio {

std::string print_pair(const MeasuredPair& pair) {
    Json json;
    json["case"] = pair.case_name;
    if (pair.slowdown > 0) json["slowdown"] = pair.slowdown;
    json["baseline_first"] = pair.baseline_first;
    json["duration_s"] = pair.duration_s;
    json["baseline"] = Json(pair.baseline);
    json["candidate"] = Json(pair.candidate);
    return print_json(json);
}

Result<MeasuredPair> parse_pair(std::string_view line) {
    const auto json = parse_json(line);
    if (!json) return fail(json.error());
    MeasuredPair pair;
    JsonReader reader(*json);
    reader.required("case", pair.case_name);
    reader.optional("slowdown", pair.slowdown);
    reader.required("baseline_first", pair.baseline_first);
    reader.required("duration_s", pair.duration_s);
    reader.required("baseline", pair.baseline);
    reader.required("candidate", pair.candidate);
    if (pair.slowdown < 0) reader.reject("slowdown", "must not be negative");
    for (const auto* side : {&pair.baseline, &pair.candidate}) {
        for (const auto& [metric, value] : *side) {
            if (value <= 0) reader.reject(metric, "must be positive");
        }
    }
    return reader.finish(std::move(pair));
}

Result<std::vector<MeasuredPair>> read_pairs(const std::filesystem::path& file) {
    const auto text = read_file(file);
    if (!text) return fail(text.error());
    std::vector<MeasuredPair> pairs;
    std::size_t begin = 0;
    for (int number = 1;; ++number) {
        const std::size_t end = text->find('\n', begin);
        if (end == std::string::npos) return pairs;
        auto pair = parse_pair(std::string_view(*text).substr(begin, end - begin));
        if (!pair) {
            return fail(ErrorKind::malformed, fmt::format("{}:{}: {}", file.string(), number, pair.error().message));
        }
        pairs.push_back(*std::move(pair));
        begin = end + 1;
    }
}

}  // namespace inference_pio
