#include "cli/shell_completion.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace inference_pio {

std::string action_of(ArgumentKind kind, const CompletionActions& actions) {
    switch (kind) {
        case ArgumentKind::file:
            return actions.file;
        case ArgumentKind::folder:
            return actions.folder;
        case ArgumentKind::benchmark:
            return actions.benchmark;
        case ArgumentKind::run:
            return actions.run;
        case ArgumentKind::engine:
        case ArgumentKind::weight_type:
            return fill_in(actions.words, {{"WORDS", fmt::format("{}", fmt::join(choices_of(kind), " "))}});
        case ArgumentKind::text:
            break;
    }
    return actions.nothing;
}

std::string fill_in(std::string text, const std::vector<std::pair<std::string, std::string>>& replacements) {
    for (const auto& [name, value] : replacements) {
        for (auto at = text.find(name); at != std::string::npos; at = text.find(name, at + value.size())) {
            text.replace(at, name.size(), value);
        }
    }
    return text;
}

}  // namespace inference_pio
