#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <memory>
#include <system_error>

#include "cli/command.hpp"
#include "cli/configured.hpp"
#include "cli/terminal.hpp"
#include "common/files.hpp"
#include "records/json_text.hpp"
#include "reporting/console_table.hpp"
#include "reporting/run_markdown.hpp"
#include "session/report_session.hpp"
#include "session/served_report.hpp"
#include "session/svg_charts.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

struct TypedReport {
    StoredReportOptions options;
    fs::path configuration;
    fs::path html;  // empty: not asked for; "-": standard output
    fs::path markdown;
    fs::path csv;
    fs::path json;
    fs::path svg;  // a folder; empty: not asked for
    bool serve = false;
};

struct ReportText {
    fs::path file;
    std::string text;
};

constexpr std::string_view kStandardOutput = "-";

Result<void> check_outputs(const TypedReport& typed) {
    const std::array files{typed.html, typed.markdown, typed.csv, typed.json};
    if (std::count(files.begin(), files.end(), kStandardOutput) > 1) {
        return fail(ErrorKind::invalid_argument, "standard output takes one report, and several are to go there",
                    "name a file for the others");
    }
    return {};
}

// All of them are made before the first is written: an error leaves nothing behind.
Result<std::vector<ReportText>> make_texts(const Report& report, const TypedReport& typed) {
    std::vector<ReportText> texts;
    if (!typed.html.empty()) {
        auto html = make_html_report(report, report_page_file());
        if (!html) return fail(std::move(html.error()));
        texts.push_back({typed.html, *std::move(html)});
    }
    if (!typed.markdown.empty()) texts.push_back({typed.markdown, format_report_markdown(report)});
    if (!typed.csv.empty()) texts.push_back({typed.csv, make_csv_report(report)});
    if (!typed.json.empty()) texts.push_back({typed.json, print_json_document(report_to_json(report))});
    return texts;
}

Result<void> write_text(const ReportText& one) {
    if (one.file == kStandardOutput) {
        if (std::fwrite(one.text.data(), 1, one.text.size(), stdout) == one.text.size() && std::fflush(stdout) == 0) {
            return {};
        }
        return fail(ErrorKind::io, "cannot write to standard output", "check what reads it, and the disk's space");
    }
    std::error_code error;
    if (auto made = make_folders(fs::absolute(one.file, error).parent_path()); !made) return made;
    return write_file_whole(one.file, one.text);
}

// True: all were drawn.
bool write_charts(const Report& report, const fs::path& folder, const SessionMachine& machine) {
    const auto files = draw_svg_charts(report, svg_program_file(), folder, machine);
    if (!files) {
        print_error(files.error());
        return false;
    }
    if (files->empty()) fmt::print(stderr, "the report has no chart: nothing was written to {}\n", folder.string());
    for (const fs::path& file : *files) fmt::print("{}\n", file.string());
    return true;
}

int serve(const StoredReportOptions& options, const SessionMachine& machine) {
    const auto served = serve_report(options, report_page_file(), machine, [](std::string_view address) {
        fmt::print("{}\n", address);
        std::fflush(stdout);
        fmt::print(stderr, "for this machine only; Ctrl-C ends it\n");
    });
    return served ? 0 : end_with(served.error());
}

void print_tables(const Report& report) {
    const Terminal terminal = read_terminal(1);
    for (const Run& run : report.runs) {
        if (report.runs.size() > 1) fmt::print("{}{}\n", &run == &report.runs.front() ? "" : "\n", run.id);
        fmt::print("{}", format_run_table(run, {.width = terminal.width, .colours = terminal.colours}));
    }
}

int report_runs(TypedReport typed, const SessionMachine& machine) {
    if (auto checked = check_outputs(typed); !checked) return end_with(checked.error());
    auto configuration = read_project_configuration(typed.configuration);
    if (!configuration) return end_as_wrong_usage(configuration.error());
    typed.options.configuration = *std::move(configuration);
    if (typed.serve) return serve(typed.options, machine);
    const auto report = read_report(typed.options, machine);
    if (!report) return end_with(report.error());
    const auto texts = make_texts(*report, typed);
    if (!texts) return end_with(texts.error());
    int exit_code = 0;
    for (const ReportText& one : *texts) {
        if (const auto written = write_text(one); !written) {  // the others are written all the same
            print_error(written.error());
            exit_code = kExitFailed;
        }
    }
    if (!typed.svg.empty() && !write_charts(*report, typed.svg, machine)) exit_code = kExitFailed;
    if (texts->empty() && typed.svg.empty()) print_tables(*report);
    return exit_code;
}

}  // namespace

void add_report_command(CLI::App& app, CommandContext& context) {
    CLI::App* command = app.add_subcommand("report", "Stored runs as a page, as Markdown, as CSV, or as a table");
    auto typed = std::make_shared<TypedReport>();
    command->add_option("RUN", typed->options.runs,
                        "Runs, the one of interest last; none: the latest. A run is its id or the beginning of it, a "
                        "tag, a commit, `latest`, or the path of its folder or results.json. Of several the last is "
                        "compared with the first");
    command->add_option("--html", typed->html, "Write one page that needs nothing else: charts, tables, all records")
        ->type_name("FILE");
    command->add_option("--markdown", typed->markdown, "Write Markdown, for a paper or an issue")->type_name("FILE");
    command->add_option("--csv", typed->csv, "Write the records of all runs, one a row")->type_name("FILE");
    command->add_option("--json", typed->json, "Write the document that the page shows (docs/reports.md)")
        ->type_name("FILE");
    command->add_option("--svg", typed->svg, "Write each chart as an SVG file into this folder; needs Node.js")
        ->type_name("DIR");
    command->add_flag("--serve", typed->serve,
                      "Serve the page on this machine until Ctrl-C; of a run's folder that has not ended, as it grows")
        ->excludes("--html")
        ->excludes("--markdown")
        ->excludes("--csv")
        ->excludes("--json")
        ->excludes("--svg");
    add_configuration_option(*command, typed->configuration);
    add_results_dir_option(*command, typed->options.results_dir, "Where results and history lie", &typed->configuration);
    command->footer(
        "Without one of these options the run's table is printed, as at its end. A file named - is standard output.\n"
        "Each file appears whole, and takes the place of one that is there.\n\n"
        "Examples:\n"
        "  piobench report --html report.html                    the latest run, to open in a browser or to mail\n"
        "  piobench report release-1 latest --html change.html   what differs, and how sure that is\n"
        "  piobench report latest --markdown - | xclip           for an issue\n"
        "  piobench report latest --svg figures                  for a paper\n"
        "  piobench report latest --serve                        to look at through a tunnel (ssh -L)\n"
        "  piobench report old/results.json                      its table\n\n"
        "Exit codes: 0 written, 2 no such run or no page, 3 a file cannot be read or written.");
    command->callback([typed, &context] { context.exit_code = report_runs(*typed, context.machine); });
}

}  // namespace inference_pio
