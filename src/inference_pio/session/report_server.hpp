// The page of a report, served on loopback while people look at it.
//
// It answers only on 127.0.0.1, only who knows the token in the address, and only requests that name this machine as
// their host, so that no page of another site gets at it by a name of its own (DNS rebinding). There are two things to
// get, and no file of the machine is among them:
//   GET /<token>/                        the page, with the newest document in it
//   GET /<token>/report.json?after=N     the document as soon as its version is above N: 200, or 204 after 25 s
// All else is refused: 403 for a wrong token or host, 404 for another path, 405 for another method, 400 for a version
// that is no number, 503 with more than kMostWaiting pages waiting.
//
// Thread safety: the owner's functions belong to one thread. Documents are made on that thread or on the server's, one
// at a time.
#pragma once

#include <cstdint>
#include <functional>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <memory>
#include <string>

#include "records/json_values.hpp"

namespace inference_pio {

inline constexpr std::size_t kMostWaiting = 12;

class ReportServer {
public:
    // The report document of this version (reporting/report_document.hpp), its `live` not null.
    using MakeDocument = std::function<Result<Json>(std::uint64_t version)>;

    // `page`: as it was built (reporting/html_report.hpp). Errors: io where no port can be had; malformed for a page
    // that cannot be filled.
    [[nodiscard]] static Result<std::unique_ptr<ReportServer>> start(std::string page, MakeDocument make_document);

    ReportServer(const ReportServer&) = delete;
    ReportServer& operator=(const ReportServer&) = delete;
    ~ReportServer();  // ends answers that wait, and cuts those that are being written

    // "http://127.0.0.1:40123/5b0f…/"
    [[nodiscard]] const std::string& address() const;

    // There is news. Where a page waits for it, its document is made before this returns: on a machine that measures,
    // the owner decides when that happens. Gives the time that it took; 0 where nobody waits.
    Seconds announce();

    // The last news; waits until those who look have it, at most `patience`.
    void finish(Seconds patience);

private:
    struct Machinery;
    explicit ReportServer(std::unique_ptr<Machinery> machinery);
    std::unique_ptr<Machinery> machinery_;
};

}  // namespace inference_pio
