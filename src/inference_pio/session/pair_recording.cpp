#include "session/pair_recording.hpp"

#include <string>
#include <utility>

#include "session/measuring_turn.hpp"
#include "session/pair_file.hpp"
#include "session/run_files.hpp"

namespace inference_pio {

Result<PairRecording> begin_pair_recording(const RunOptions& options, std::string_view kind,
                                           const std::function<void(std::string_view)>& step,
                                           const SessionMachine& machine) {
    RunObserver observer;
    observer.step = step;
    auto start = start_fresh(options, observer, machine);
    if (!start) return fail(std::move(start.error()));
    auto turn = take_measuring_turn(step, machine);
    if (!turn) return fail(std::move(turn.error()));
    auto selected = make_only_turn_case(*start, observer, machine);
    if (!selected) return fail(std::move(selected.error()));
    const auto folder =
        results_root(start->project, start->header.results_dir) / (start->header.run + "-" + std::string(kind));
    if (auto made = make_folders(folder); !made) return fail(std::move(made.error()));
    auto path = folder / kPairsName;
    auto file = AppendFile::open(path);
    if (!file) return fail(std::move(file.error()));
    return PairRecording{*std::move(start), *std::move(turn), *std::move(selected), std::move(path), *std::move(file)};
}

}  // namespace inference_pio
