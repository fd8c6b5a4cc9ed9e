#include "session/report_session.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <optional>
#include <system_error>
#include <utility>

#include "common/files.hpp"
#include "common/installation.hpp"
#include "common/machine_profile.hpp"
#include "history/plain_runs.hpp"
#include "records/record_csv.hpp"
#include "records/record_json.hpp"
#include "reporting/html_report.hpp"
#include "reporting/unlike_groups.hpp"
#include "session/compare_session.hpp"
#include "session/history_session.hpp"
#include "session/journal_run.hpp"
#include "session/named_run.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kNamedReasons = 3;

std::size_t count_samples(const Report& report) {
    std::size_t count = 0;
    for (const Run& run : report.runs) {
        for (const Record& record : run.records) {
            for (const std::vector<double>& process : record.samples) count += process.size();
        }
    }
    return count;
}

// A page is to be opened and mailed, and no chart needs the samples.
Report without_samples(Report report, std::size_t count) {
    for (Run& run : report.runs) {
        for (Record& record : run.records) record.samples.clear();
    }
    report.runs.back().warnings.push_back(
        fmt::format("the {} samples of the records are left out of this page; results.json holds them", count));
    return report;
}

// A run that was killed, or is under way, has a journal and nothing else.
Result<Run> read_run_of_path(const std::string& name) {
    if (!holds_only_a_journal(name)) return read_run_at(name);
    auto read = read_journal_run(name);
    if (!read) return fail(std::move(read.error()));
    read->run.warnings.push_back("the run has not ended, or was killed: this is what its journal holds");
    if (read->unreached) read->run.warnings.push_back(*std::move(read->unreached));
    return std::move(read->run);
}

Result<std::vector<Run>> read_named_runs(const StoredReportOptions& options) {
    std::vector<std::string> names = options.runs;
    if (names.empty()) names.emplace_back("latest");
    std::optional<HistoryStore> store;  // files are reported where there is none
    std::vector<Run> runs;
    for (const std::string& name : names) {
        if (!is_run_path(name) && !store) {
            auto opened = open_history(history_root(options.results_dir), false);
            if (!opened) return fail(std::move(opened.error()));
            store.emplace(*std::move(opened));
        }
        auto run = is_run_path(name) ? read_run_of_path(name) : read_whole_run_named(*store, name);
        if (!run) return fail(std::move(run.error()));
        runs.push_back(*std::move(run));
    }
    return runs;
}

std::string reasons_of(const Comparison& comparison) {
    std::vector<std::string> reasons;
    for (const UnlikeGroup& group : collapse_unlike(comparison.unlike)) reasons.push_back(unlike_text(group));
    if (reasons.empty()) return "they have no case in common";
    reasons.resize(std::min(reasons.size(), kNamedReasons));
    return fmt::format("{}", fmt::join(reasons, "; "));
}

// The comparison of the last run with the first, or the last run's warning.
void compare_last_with_first(Report& report, const StoredReportOptions& options) {
    if (report.runs.size() < 2) return;
    const Run& baseline = report.runs.front();
    Run& candidate = report.runs.back();
    StoredComparisonOptions comparing;
    comparing.results_dir = options.results_dir;
    comparing.configuration = options.configuration;
    auto comparison = compare_with(baseline, candidate, comparing);
    if (comparison && !comparison->rows.empty()) {
        comparison->baseline.name = options.runs.front();
        comparison->candidate.name = options.runs.back();
        report.comparison = *std::move(comparison);
        return;
    }
    candidate.warnings.push_back(fmt::format("not compared with run {}: {}", baseline.id,
                                             comparison ? reasons_of(*comparison) : comparison.error().message));
}

// None where there is no history: a report is as good without it.
void add_histories(Report& report, const StoredReportOptions& options) {
    auto store = open_history(history_root(options.results_dir), false);
    if (!store) return;
    const auto histories = read_series_of_run(*store, report.runs.back(), kMostHistories);
    if (!histories) {
        report.runs.back().warnings.push_back("its history cannot be read: " + histories.error().message);
        return;
    }
    for (const SeriesHistory& history : *histories) report.histories.push_back(picture_of(history));
}

}  // namespace

Result<Report> read_report(const StoredReportOptions& options, const SessionMachine& machine) {
    auto runs = read_named_runs(options);
    if (!runs) return fail(std::move(runs.error()));
    Report report;
    report.generated = format_utc(machine.clock.wall_now());
    report.program_version = get_build_profile().version;
    report.runs = *std::move(runs);
    compare_last_with_first(report, options);
    add_histories(report, options);
    return report;
}

fs::path report_page_file() {
    const fs::path program = running_program();
    const auto installed = find_installation(program);
    return installed ? installed->data() / "report/index.html" : program.parent_path() / "share/report/index.html";
}

Result<std::string> read_report_page(const fs::path& page_file) {
    std::error_code error;
    if (!fs::exists(page_file, error)) {
        return fail(ErrorKind::not_found,
                    fmt::format("the page of the report was not built: {} is missing", page_file.string()),
                    "build it with scripts/build release, which needs npm; --markdown, --csv and --json do without");
    }
    return read_file(page_file);
}

Json make_page_document(const Report& report) {
    const std::size_t samples = count_samples(report);
    return report_to_json(samples <= kMostSamplesOfPage ? report : without_samples(report, samples));
}

Result<std::string> make_html_report(const Report& report, const fs::path& page_file) {
    const auto page = read_report_page(page_file);
    if (!page) return fail(page.error());
    auto html = format_html_report(make_page_document(report), *page);
    if (!html) return fail(in_file(page_file, std::move(html.error())));
    return html;
}

std::string make_csv_report(const Report& report) {
    Json records = Json::array();
    for (const Run& run : report.runs) {
        for (Json& record : records_to_json(run.records, run.profile)) records.push_back(std::move(record));
    }
    return records_to_csv(records);
}

}  // namespace inference_pio
