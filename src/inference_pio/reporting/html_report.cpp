#include "reporting/html_report.hpp"

#include <fmt/format.h>

#include "reporting/embedded_text.hpp"

namespace inference_pio {
namespace {

// Where the one `token` of the page begins.
Result<std::size_t> find_only(std::string_view page, std::string_view token) {
    std::size_t count = 0;
    std::size_t place = 0;
    for (std::size_t at = page.find(token); at != std::string_view::npos; at = page.find(token, at + token.size())) {
        place = at;
        ++count;
    }
    if (count == 1) return place;
    return fail(ErrorKind::malformed,
                fmt::format("the page of the report holds {} {} times, and must hold it once", token, count),
                "build it anew: scripts/build release");
}

}  // namespace

Result<std::string> format_html_report(const Json& document, std::string_view page) {
    const auto place = find_only(page, kReportDataToken);
    if (!place) return fail(place.error());
    std::string html(page.substr(0, *place));
    html += embedded_text(print_json(document));
    html += page.substr(*place + kReportDataToken.size());
    return html;
}

Result<std::string> format_served_report(const Json& document, std::string_view page) {
    const auto place = find_only(page, kAsksNobody);
    if (!place) return fail(place.error());
    std::string served(page);
    served.replace(*place, kAsksNobody.size(), kAsksItsServer);
    return format_html_report(document, served);
}

}  // namespace inference_pio
