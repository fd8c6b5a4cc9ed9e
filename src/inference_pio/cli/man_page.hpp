// Manual pages (section 1, roff with the man macros) of the command line: piobench(1), piobench-run(1), and so on.
//
// Pure. Thread safety: free functions.
#pragma once

#include <string>
#include <string_view>

#include "cli/command_help.hpp"

namespace inference_pio {

struct ManPageDetails {
    std::string version;
    std::string date;  // "2026-11-30"
};

// The page of `command`, which `root` has below it; it names the pages of its own subcommands and of its parent.
[[nodiscard]] std::string format_man_page(const CommandHelp& command, const ManPageDetails& details);

// The file of the page: "piobench-self-test-aa.1".
[[nodiscard]] std::string man_page_name(const CommandHelp& command);

// A text as roff shows it literally: backslashes, minus signs, leading dots and characters beyond ASCII; what stands in
// backticks is bold.
[[nodiscard]] std::string roff_text(std::string_view text);

}  // namespace inference_pio
