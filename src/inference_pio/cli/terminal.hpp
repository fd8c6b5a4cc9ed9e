// What the output goes to: a terminal with a width and colours, or a file.
//
// Thread safety: free functions that read the environment.
#pragma once

namespace inference_pio {

struct Terminal {
    bool interactive = false;  // it is one: progress may redraw its line
    bool colours = false;      // interactive, NO_COLOR not set, TERM not dumb
    int width = 100;           // columns
};

// Of standard output (1) or standard error (2).
[[nodiscard]] Terminal read_terminal(int descriptor);

}  // namespace inference_pio
