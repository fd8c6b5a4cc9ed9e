// What console reports are written for: a terminal of some width, with colours or without.
#pragma once

namespace inference_pio {

struct ConsoleStyle {
    int width = 100;       // columns; reports keep within it where their words allow
    bool colours = false;  // ANSI escape sequences

    bool operator==(const ConsoleStyle&) const = default;
};

}  // namespace inference_pio
