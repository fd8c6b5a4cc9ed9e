#include "cli/shell_completion.hpp"

namespace inference_pio {

std::string fill_in(std::string text, const std::vector<std::pair<std::string, std::string>>& replacements) {
    for (const auto& [name, value] : replacements) {
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
            text.replace(at, name.size(), value);
        }
    }
    return text;
}

}  // namespace inference_pio
