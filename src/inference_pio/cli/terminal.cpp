#include "cli/terminal.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cstdlib>
#include <string_view>

namespace inference_pio {

Terminal read_terminal(int descriptor) {
    Terminal terminal;
    terminal.interactive = isatty(descriptor) == 1;
    const char* kind = std::getenv("TERM");
    const char* no_color = std::getenv("NO_COLOR");
    terminal.colours = terminal.interactive && (no_color == nullptr || *no_color == '\0') &&
                       (kind == nullptr || std::string_view(kind) != "dumb");
    winsize size{};
    if (terminal.interactive && ioctl(descriptor, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) {
        terminal.width = size.ws_col;
    }
    return terminal;
}

}  // namespace inference_pio
