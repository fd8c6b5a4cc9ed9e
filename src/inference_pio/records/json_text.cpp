#include "records/json_text.hpp"

#include <algorithm>

namespace inference_pio {
namespace {

constexpr std::size_t kWidth = 110;

bool is_series(const Json& json) {
    return json.is_array() &&
           std::all_of(json.begin(), json.end(), [](const Json& value) { return value.is_number(); });
}

void print(const Json& json, std::size_t indent, std::string& out) {
    std::string line = print_json(json);
    if (!json.is_structured() || indent + line.size() <= kWidth || is_series(json)) {
        out += line;
        return;
    }
    const std::string margin(indent + 2, ' ');
    out += json.is_object() ? '{' : '[';
    const char* separator = "\n";
    for (const auto& [key, value] : json.items()) {
        out += separator + margin;
        if (json.is_object()) out += print_json(Json(key)) + ": ";
        print(value, indent + 2, out);
        separator = ",\n";
    }
    out += '\n' + std::string(indent, ' ') + (json.is_object() ? '}' : ']');
}

}  // namespace

std::string print_json_document(const Json& json) {
    std::string out;
    print(json, 0, out);
    return out + '\n';
}

}  // namespace inference_pio
