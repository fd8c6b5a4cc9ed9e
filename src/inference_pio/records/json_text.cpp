#include "records/json_text.hpp"

#include <algorithm>

namespace inference_pio {
namespace {

constexpr std::size_t kWidth = 110;

bool is_all(const Json& json, bool (Json::*is_kind)() const) {
    return json.is_array() &&
           std::all_of(json.begin(), json.end(), [&](const Json& value) { return (value.*is_kind)(); });
}

// Words one after another, as many in a line as fit.
void print_filled(const Json& array, std::size_t indent, std::string& out) {
    const std::string margin = '\n' + std::string(indent + 2, ' ');
    std::size_t used = kWidth;
    out += '[';
    for (const Json& value : array) {
        const std::string word = print_json(value);
        if (&value != &array.front()) out += ',';
        if (used + word.size() + 2 > kWidth) {
            out += margin;
            used = indent + 2;
        } else {
            out += ' ';
        }
        out += word;
        used += word.size() + 2;
    }
    out += '\n' + std::string(indent, ' ') + ']';
}

void print(const Json& json, std::size_t indent, std::string& out) {
    std::string line = print_json(json);
    if (!json.is_structured() || indent + line.size() <= kWidth || is_all(json, &Json::is_number)) {
        out += line;
        return;
    }
    if (is_all(json, &Json::is_primitive)) return print_filled(json, indent, out);
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
