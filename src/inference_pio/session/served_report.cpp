#include "session/served_report.hpp"

#include <fmt/format.h>
#include <poll.h>

#include <algorithm>
#include <mutex>
#include <optional>
#include <system_error>
#include <utility>

#include "common/machine_profile.hpp"
#include "execution/journal.hpp"
#include "session/journal_run.hpp"
#include "session/named_run.hpp"
#include "session/report_server.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr Seconds kShortestPause{2};  // between two news
constexpr double kPauseOverCost = 20;
constexpr Seconds kPatience{3};
constexpr int kLook_ms = 1000;           // between two looks at a journal
constexpr auto kNoNews = std::chrono::minutes(10);  // of a run: it was killed

Report report_of(Run run, LiveState live, Clock& clock) {
    Report report;
    report.generated = format_utc(clock.wall_now());
    report.program_version = get_build_profile().version;
    report.runs.push_back(std::move(run));
    report.live = std::move(live);
    return report;
}

bool was_killed(const fs::path& folder) {
    std::error_code error;
    const auto changed = fs::last_write_time(folder / kJournalName, error);
    return !error && fs::file_time_type::clock::now() - changed > kNoNews;
}

// The run of a folder, which may end while it is looked at.
Result<Json> document_of_folder(const fs::path& folder, std::uint64_t version, Clock& clock) {
    LiveState live;
    live.version = version;
    if (!holds_only_a_journal(folder)) {
        auto run = read_run_at(folder);
        if (!run) return fail(std::move(run.error()));
        live.phase = run->complete ? LiveState::Phase::ended : LiveState::Phase::interrupted;
        return make_page_document(report_of(*std::move(run), std::move(live), clock));
    }
    auto read = read_journal_run(folder);
    if (!read) return fail(std::move(read.error()));
    live.phase = was_killed(folder) ? LiveState::Phase::interrupted : LiveState::Phase::measuring;
    live.visits_done = read->visits_done;
    if (live.phase == LiveState::Phase::interrupted && read->unreached) {
        read->run.warnings.push_back(*std::move(read->unreached));
    }
    return make_page_document(report_of(std::move(read->run), std::move(live), clock));
}

// Sleeps until a stop was asked for, or `pause_ms` are over (-1: never). True: stop.
bool wait_for_stop(const Cancellation* cancellation, int pause_ms) {
    pollfd stop{cancellation == nullptr ? -1 : cancellation->descriptor(), POLLIN, 0};
    ::poll(&stop, 1, pause_ms);
    return cancellation != nullptr && cancellation->requested();
}

// What tells whether a folder's run has gone on.
std::uintmax_t size_of_run(const fs::path& folder) {
    std::error_code error;
    const std::uintmax_t size = fs::file_size(folder / kJournalName, error);
    return error ? 0 : size + (holds_only_a_journal(folder) ? 0 : 1);
}

void announce_until_stopped(ReportServer& server, const fs::path& folder, const SessionMachine& machine) {
    std::uintmax_t known = size_of_run(folder);
    Nanoseconds next{};
    while (!wait_for_stop(machine.cancellation, kLook_ms)) {
        const std::uintmax_t size = size_of_run(folder);
        if (size == known || machine.clock.monotonic_now() < next) continue;
        known = size;
        const Seconds cost = server.announce();
        const Seconds pause = std::max(kShortestPause, kPauseOverCost * cost);
        next = machine.clock.monotonic_now() + std::chrono::duration_cast<Nanoseconds>(pause);
    }
}

}  // namespace

Result<void> serve_report(const StoredReportOptions& options, const fs::path& page_file, const SessionMachine& machine,
                          const std::function<void(std::string_view address)>& told) {
    auto page = read_report_page(page_file);
    if (!page) return fail(std::move(page.error()));
    const bool under_way = options.runs.size() == 1 && holds_only_a_journal(options.runs.front());
    ReportServer::MakeDocument make;
    if (under_way) {
        make = [folder = fs::path(options.runs.front()), &machine](std::uint64_t version) {
            return document_of_folder(folder, version, machine.clock);
        };
        if (auto tried = make(1); !tried) return fail(std::move(tried.error()));
    } else {
        auto report = read_report(options, machine);
        if (!report) return fail(std::move(report.error()));
        report->live = LiveState{};
        make = [document = make_page_document(*report)](std::uint64_t) { return Result<Json>(document); };
    }
    auto server = ReportServer::start(*std::move(page), std::move(make));
    if (!server) return fail(std::move(server.error()));
    told((*server)->address());
    if (under_way) {
        announce_until_stopped(**server, options.runs.front(), machine);
    } else {
        while (!wait_for_stop(machine.cancellation, -1)) {
        }
    }
    return {};
}

struct WatchedRun::State {
    RunObserver told;
    std::string page;
    Clock& clock;
    std::unique_ptr<ReportServer> server;  // from the journal's first line on
    Nanoseconds next{};                    // no news before

    std::mutex mutex;  // guards the rest, which documents are made of
    fs::path folder;
    LiveState live;
    std::optional<Run> final_run;

    State(RunObserver observer, std::string built_page, Clock& machine_clock)
        : told(std::move(observer)), page(std::move(built_page)), clock(machine_clock) {
        live.phase = LiveState::Phase::measuring;
    }

    void say(const std::string& line) const {
        if (told.step) told.step(line);
    }

    Result<Json> document(std::uint64_t version) {
        const std::lock_guard lock(mutex);
        live.version = version;
        if (final_run) return make_page_document(report_of(*final_run, live, clock));
        auto read = read_journal_run(folder);
        if (!read) return fail(std::move(read.error()));
        return make_page_document(report_of(std::move(read->run), live, clock));
    }

    void begin(const fs::path& of_run) {
        {
            const std::lock_guard lock(mutex);
            folder = of_run;
        }
        auto started = ReportServer::start(std::move(page), [this](std::uint64_t version) { return document(version); });
        if (!started) return say("the run cannot be watched: " + started.error().message);
        server = *std::move(started);
        say("watch it at " + server->address());
    }

    void note_visit(const VisitProgress& visit) {
        {
            const std::lock_guard lock(mutex);
            live.note = fmt::format("{} (case {} of {}, round {})", visit.case_name, visit.case_number,
                                    visit.case_count, visit.round + 1);
            live.visits_done = visit.run.visits_done;
            live.visits_left_min = visit.run.visits_left_min;
            live.elapsed = visit.run.elapsed;
            live.left = visit.run.left;
        }
        if (!server || clock.monotonic_now() < next) return;
        const Seconds pause = std::max(kShortestPause, kPauseOverCost * server->announce());
        next = clock.monotonic_now() + std::chrono::duration_cast<Nanoseconds>(pause);
    }
};

WatchedRun::WatchedRun(RunObserver told, std::string page, Clock& clock)
    : state_(std::make_unique<State>(std::move(told), std::move(page), clock)) {}

WatchedRun::~WatchedRun() = default;

RunObserver WatchedRun::observer() {
    RunObserver observer = state_->told;
    observer.journal_began = [this](const fs::path& folder) {
        if (state_->told.journal_began) state_->told.journal_began(folder);
        state_->begin(folder);
    };
    observer.visit_began = [this](const VisitProgress& visit) {
        if (state_->told.visit_began) state_->told.visit_began(visit);
        state_->note_visit(visit);
    };
    return observer;
}

void WatchedRun::end(const RunResult& result) {
    if (!state_->server) return;
    {
        const std::lock_guard lock(state_->mutex);
        state_->final_run = result.run;
        const bool complete = result.end == RunEnd::complete;
        state_->live.phase = complete ? LiveState::Phase::ended : LiveState::Phase::interrupted;
        state_->live.note.clear();
        if (complete) state_->live.visits_left_min = 0;
        state_->live.left.reset();
    }
    state_->server->finish(kPatience);
}

}  // namespace inference_pio
