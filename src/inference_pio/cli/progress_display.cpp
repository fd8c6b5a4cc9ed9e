#include "cli/progress_display.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "reporting/progress_line.hpp"
#include "reporting/quantity_text.hpp"

namespace inference_pio {
namespace {

class Display {
public:
    Display(const Terminal& terminal, std::FILE* stream) : terminal_(terminal), stream_(stream) {
        if (!terminal_.interactive) terminal_.width = kPlainLineWidth;
    }
    Display(const Display&) = delete;
    Display& operator=(const Display&) = delete;
    ~Display() { wipe(); }

    void print(std::string_view text) {
        wipe();
        fmt::print(stream_, "{}\n", text);
        std::fflush(stream_);
    }

    // Where nobody watches a line redraw itself, one now and then shows that the run goes on.
    void redraw(const std::string& line, Seconds elapsed) {
        if (!terminal_.interactive) {
            if (elapsed - last_plain_line_ < kPlainLineInterval) return;
            last_plain_line_ = elapsed;
            return print(line);
        }
        fmt::print(stream_, "\r\033[K{}", line);
        std::fflush(stream_);
        drawn_ = true;
    }

    [[nodiscard]] const Terminal& terminal() const { return terminal_; }

private:
    void wipe() {
        if (!drawn_) return;
        fmt::print(stream_, "\r\033[K");
        std::fflush(stream_);
        drawn_ = false;
    }

    static constexpr Seconds kPlainLineInterval{20};
    static constexpr int kPlainLineWidth = 300;  // a log has no edge: case names are shown whole

    Terminal terminal_;
    std::FILE* stream_;
    bool drawn_ = false;
    Seconds last_plain_line_{};
};

std::string line_of(const VisitProgress& visit, int sample, std::string_view note, int width) {
    return format_progress_line({.case_name = visit.case_name,
                                 .case_number = visit.case_number,
                                 .case_count = visit.case_count,
                                 .round = visit.round,
                                 .sample = sample,
                                 .note = std::string(note),
                                 .visits_done = visit.run.visits_done,
                                 .visits_left_min = visit.run.visits_left_min,
                                 .elapsed = visit.run.elapsed,
                                 .left = visit.run.left},
                                width);
}

std::string ended_line(const CaseOutcome& outcome, const RunProgress& run) {
    std::size_t samples = 0;
    for (const Visit& visit : outcome.visits) {
        samples += static_cast<std::size_t>(
            std::count_if(visit.samples.begin(), visit.samples.end(), [](const SampleData& s) { return !s.warmup; }));
    }
    std::string line = fmt::format("{:>7}  {:<13} {}  ({} samples, {} processes)", format_duration(run.elapsed),
                                   to_string(outcome.status), outcome.id.name(), samples, outcome.visits.size());
    if (outcome.status != Status::ok && !outcome.status_reason.empty()) line += "\n         " + outcome.status_reason;
    return line;
}

}  // namespace

RunObserver make_progress_display(const Terminal& terminal, std::FILE* stream) {
    const auto display = std::make_shared<Display>(terminal, stream);
    RunObserver observer;
    observer.step = [display](std::string_view line) { display->print(line); };
    observer.visit_began = [display](const VisitProgress& visit) {
        display->redraw(line_of(visit, 0, "", display->terminal().width), visit.run.elapsed);
    };
    observer.sample_taken = [display](const VisitProgress& visit, int sample, const SampleData&) {
        display->redraw(line_of(visit, sample, "", display->terminal().width), visit.run.elapsed);
    };
    observer.worker_says = [display](const VisitProgress& visit, std::string_view line) {
        display->redraw(line_of(visit, 0, line, display->terminal().width), visit.run.elapsed);
    };
    observer.case_ended = [display](const CaseOutcome& outcome, const RunProgress& run) {
        display->print(ended_line(outcome, run));
    };
    return observer;
}

}  // namespace inference_pio
