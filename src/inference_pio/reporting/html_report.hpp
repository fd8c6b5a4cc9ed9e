// The HTML report: the page that web/report builds, with a report document in it.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/result.hpp>
#include <string>
#include <string_view>

#include "records/json_values.hpp"

namespace inference_pio {

// What stands in the page in the place of the data.
inline constexpr std::string_view kReportDataToken = "@REPORT_DATA@";

// What of its content security policy forbids the page to ask anybody, and what lets it ask whoever served it.
inline constexpr std::string_view kAsksNobody = "connect-src 'none'";
inline constexpr std::string_view kAsksItsServer = "connect-src 'self'";

// The page with the document as its data. Errors: malformed where the page does not hold the token exactly once.
[[nodiscard]] Result<std::string> format_html_report(const Json& document, std::string_view page);

// The same for a page that is served, and may ask its server for news. Errors: also malformed where the page does not
// hold kAsksNobody exactly once.
[[nodiscard]] Result<std::string> format_served_report(const Json& document, std::string_view page);

}  // namespace inference_pio
