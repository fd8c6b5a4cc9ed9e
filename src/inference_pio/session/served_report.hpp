// `piobench report --serve` and `piobench run --watch`: reports that people look at while they change.
//
// Thread safety: one job at a time in a process.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <memory>
#include <string>
#include <string_view>

#include "execution/progress.hpp"
#include "session/report_session.hpp"
#include "session/run_session.hpp"
#include "session/session_machine.hpp"

namespace inference_pio {

// Serves until the machine's cancellation is requested; `told` gets the address once. Stored runs stay as they are; one
// run, named by its folder, that has not ended is read again as its journal grows. Errors: those of read_report() and
// ReportServer::start(); malformed where the page was not built for serving.
[[nodiscard]] Result<void> serve_report(const StoredReportOptions& options, const std::filesystem::path& page_file,
                                        const SessionMachine& machine,
                                        const std::function<void(std::string_view address)>& told);

// A run that is watched while it goes on. Its page's news are made between visits, and not more often than 20 times
// what they take, so that nothing is computed while a sample is taken. A page that cannot be served is told as a step;
// the run goes on.
class WatchedRun {
public:
    // `told` is told all that observer() is; its `step` gets the address.
    WatchedRun(RunObserver told, std::string page, Clock& clock);
    WatchedRun(const WatchedRun&) = delete;
    WatchedRun& operator=(const WatchedRun&) = delete;
    ~WatchedRun();

    // Uses this object.
    [[nodiscard]] RunObserver observer();

    // The final news, for those who look; waits a few seconds at most for them to get it.
    void end(const RunResult& result);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace inference_pio
