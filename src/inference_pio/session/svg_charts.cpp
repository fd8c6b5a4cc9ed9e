#include "session/svg_charts.hpp"

#include <fmt/format.h>

#include <cstdlib>
#include <sstream>
#include <string>
#include <system_error>
#include <utility>

#include "common/files.hpp"
#include "discovery/printable_text.hpp"
#include "session/report_session.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kLongestDrawing{600};

std::string node_program() {
    const char* named = std::getenv("PIO_NODE");  // NOLINT(concurrency-mt-unsafe): nobody sets variables here
    return named == nullptr || *named == '\0' ? "node" : named;
}

// The program reads its input to the end before it draws.
Result<CommandOutput> run_with_input(const LaunchSpec& spec, std::string_view input, const SessionMachine& machine) {
    auto child = machine.launcher.launch(spec, machine.cancellation);
    if (!child) return fail(std::move(child.error()));
    const auto sent = (*child)->send_line(input);
    (*child)->close_input();
    const auto status = (*child)->wait(kLongestDrawing);
    if (!status) return fail(status.error());
    // It says itself why it read no further.
    if (!sent && status->code == 0) return fail(sent.error());
    return CommandOutput{*status, (*child)->output(), (*child)->errors()};
}

}  // namespace

fs::path svg_program_file() { return report_page_file().parent_path() / "draw_svg.mjs"; }

Result<std::vector<fs::path>> draw_svg_charts(const Report& report, const fs::path& program, const fs::path& folder,
                                              const SessionMachine& machine) {
    std::error_code error;
    if (!fs::exists(program, error)) {
        return fail(ErrorKind::not_found,
                    fmt::format("what draws the charts was not built: {} is missing", program.string()),
                    "build it with scripts/build release, which needs npm; --html, --markdown, --csv and --json do without");
    }
    if (auto made = make_folders(folder); !made) return fail(std::move(made.error()));
    LaunchSpec spec;
    spec.argv = {node_program(), program.string(), folder.string()};
    spec.sacrificed_first = false;
    spec.output_kept = mebibytes(1);
    const auto drawn = run_with_input(spec, print_json(make_page_document(report)), machine);
    if (!drawn && drawn.error().kind == ErrorKind::not_found) {
        return fail(ErrorKind::not_found,
                    fmt::format("the charts are drawn by Node.js, and there is none: {}", drawn.error().message),
                    "install it (Debian: nodejs), or name it in PIO_NODE; --html draws them in the browser");
    }
    if (!drawn) return fail(drawn.error());
    if (drawn->status.code != 0) {
        return fail(ErrorKind::crashed, fmt::format("the charts were not drawn: {}", one_line(drawn->errors)), {});
    }
    std::vector<fs::path> files;
    std::istringstream lines(drawn->output);
    for (std::string name; std::getline(lines, name);) files.push_back(folder / name);
    return files;
}

}  // namespace inference_pio
