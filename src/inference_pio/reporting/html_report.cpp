#include "reporting/html_report.hpp"

#include <fmt/format.h>

#include "reporting/embedded_text.hpp"

namespace inference_pio {

Result<std::string> format_html_report(const Json& document, std::string_view page) {
    std::size_t count = 0;
    std::size_t place = 0;
    for (std::size_t at = page.find(kReportDataToken); at != std::string_view::npos;
         at = page.find(kReportDataToken, at + kReportDataToken.size())) {
        place = at;
        ++count;
    }
    if (count != 1) {
        return fail(ErrorKind::malformed,
                    fmt::format("the page of the report holds {} {} times, and must hold it once", kReportDataToken,
                                count),
                    "build it anew: scripts/build release");
    }
    std::string html(page.substr(0, place));
    html += embedded_text(print_json(document));
    html += page.substr(place + kReportDataToken.size());
    return html;
}

}  // namespace inference_pio
