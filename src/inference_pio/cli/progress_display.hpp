// Progress for whoever waits: one line that redraws itself on a terminal, a line for each case that
// ended elsewhere. All on standard error.
//
// Thread safety: used by the thread that runs.
#pragma once

#include <cstdio>
#include <memory>
#include <string>

#include "cli/terminal.hpp"
#include "execution/progress.hpp"

namespace inference_pio {

// An observer that prints to `stream`. What is on the line is wiped when the observer is gone.
[[nodiscard]] RunObserver make_progress_display(const Terminal& terminal, std::FILE* stream);

}  // namespace inference_pio
