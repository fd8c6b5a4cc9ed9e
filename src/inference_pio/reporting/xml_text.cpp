#include "reporting/xml_text.hpp"

#include "reporting/outside_words.hpp"

namespace inference_pio {

std::string xml_text(std::string_view text) {
    std::string escaped;
    for (const char c : clean_words(text)) {
        if (c == ' ' && (escaped.empty() || escaped.back() == ' ')) continue;
        switch (c) {
            case '&':
                escaped += "&amp;";
                break;
            case '<':
                escaped += "&lt;";
                break;
            case '>':
                escaped += "&gt;";
                break;
            case '"':
                escaped += "&quot;";
                break;
            case '\'':
                escaped += "&apos;";
                break;
            default:
                escaped += c;
        }
    }
    while (escaped.ends_with(' ')) escaped.pop_back();
    return escaped;
}

std::string xml_attribute(std::string_view name, std::string_view value) {
    return " " + std::string(name) + "=\"" + xml_text(value) + '"';
}

}  // namespace inference_pio
