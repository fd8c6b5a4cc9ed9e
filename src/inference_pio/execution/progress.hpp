// What a run tells whoever watches it. Every function may be empty; all are called on the thread that
// runs, never while a sample is being taken.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/record.hpp>
#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "execution/case_outcome.hpp"

namespace inference_pio {

struct RunProgress {
    std::size_t visits_done = 0;
    std::size_t visits_left_min = 0;  // at least that many are still to come, unless the budget ends
    Seconds elapsed{};
    std::optional<Seconds> left;  // an estimate; absent before the first visit has ended

    bool operator==(const RunProgress&) const = default;
};

struct VisitProgress {
    std::string case_name;
    std::size_t case_number = 0;  // from 1, in this round's order
    std::size_t case_count = 0;   // of this round
    int round = 0;                // from 0
    RunProgress run;

    bool operator==(const VisitProgress&) const = default;
};

struct RunObserver {
    std::function<void(std::string_view)> step;  // one line: "building 3 benchmark programs"
    std::function<void(const std::filesystem::path&)> journal_began;  // the run's folder, which has a journal from now on
    std::function<void(const VisitProgress&)> visit_began;
    // `sample` counts from 1 within the process, warm-up included.
    std::function<void(const VisitProgress&, int sample, const SampleData&)> sample_taken;
    std::function<void(const VisitProgress&, std::string_view)> worker_says;  // a worker's own progress line
    // A case that needs no further visit: its status stands.
    std::function<void(const CaseOutcome&, const RunProgress&)> case_ended;
};

}  // namespace inference_pio
