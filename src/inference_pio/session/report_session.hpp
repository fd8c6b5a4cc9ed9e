// `piobench report`: stored runs as documents for people and for other programs.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <vector>

#include "configuration/configuration.hpp"
#include "reporting/report_document.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

inline constexpr std::size_t kMostSamplesOfPage = 100'000;  // some 0.7 MB of a page
inline constexpr std::size_t kMostHistories = 24;

struct StoredReportOptions {
    std::filesystem::path results_dir;
    std::vector<std::string> runs;  // as session/named_run.hpp takes them; none: the latest
    Configuration configuration;
};

// The runs, in the order given, with all that their files hold; of a folder that has a journal only, what that holds.
// Of two or more the last is compared with the first; where that cannot be done, the last run gets a warning that says
// why. Of the last one's series in the history at most kMostHistories are there. Errors: those of
// read_whole_run_named().
[[nodiscard]] Result<Report> read_report(const StoredReportOptions& options, const SessionMachine& machine);

// Where the page lies: share/report/index.html beside the program, or share/inference-pio/report/ of an installation.
[[nodiscard]] std::filesystem::path report_page_file();

// The built page. Errors: not_found where it was not built, with the remedy.
[[nodiscard]] Result<std::string> read_report_page(const std::filesystem::path& page_file);

// What a page holds of a report: the document, without samples where they are more than kMostSamplesOfPage, which the
// last run's warnings then say.
[[nodiscard]] Json make_page_document(const Report& report);

// The page of `page_file` with make_page_document() in it. Errors: those of read_report_page(); those of
// format_html_report(), naming the file.
[[nodiscard]] Result<std::string> make_html_report(const Report& report, const std::filesystem::path& page_file);

// The records of all runs as one CSV.
[[nodiscard]] std::string make_csv_report(const Report& report);

}  // namespace inference_pio
