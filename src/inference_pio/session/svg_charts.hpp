// `piobench report --svg DIR`: the charts of a report as SVG files, drawn by the chart library in Node.js.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <vector>

#include "reporting/report_document.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

// Where this build's drawing program lies: draw_svg.mjs beside the report's page.
[[nodiscard]] std::filesystem::path svg_program_file();

// Draws every chart that the report's page has, each into a file of `folder`, which is made. Gives the files. Errors:
// not_found: no Node.js (PIO_NODE names one that is not in PATH), or the program was not built; io: a file that cannot
// be written; crashed: it failed, with its words; timed_out, cancelled.
[[nodiscard]] Result<std::vector<std::filesystem::path>> draw_svg_charts(const Report& report,
                                                                         const std::filesystem::path& program,
                                                                         const std::filesystem::path& folder,
                                                                         const SessionMachine& machine);

}  // namespace inference_pio
