#include "cli/step_display.hpp"

#include <fmt/format.h>

#include <cstdio>

namespace inference_pio {

void StepDisplay::show(std::string_view line) {
    if (terminal_.interactive) {
        wipe();
        fmt::print(stderr, "{}", line.substr(0, static_cast<std::size_t>(terminal_.width)));
        std::fflush(stderr);
        drawn_ = true;
        return;
    }
    const std::string part(line.substr(0, line.find(':')));
    if (part == part_) return;
    part_ = part;
    fmt::print(stderr, "{}\n", part);
}

void StepDisplay::wipe() const {
    if (drawn_) fmt::print(stderr, "\r\033[K");
}

}  // namespace inference_pio
