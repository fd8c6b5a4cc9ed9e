// How a recording of pairs of one case begins: the case selected and its files provided, nobody else measuring, and the
// file open that every pair is written to.
//
// Thread safety: one recording at a time in a process.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <string_view>

#include "common/file_lock.hpp"
#include "common/files.hpp"
#include "session/run_start.hpp"
#include "session/turn_sides.hpp"

namespace inference_pio {

struct PairRecording {
    RunStart start;
    FileLock turn;  // held until the recording is gone
    TurnCase selected;
    std::filesystem::path path;  // <results>/<run id>-<kind>/pairs.ndjson
    AppendFile file;
};

// `kind`: "aa". Errors: those of start_fresh(), take_measuring_turn() and make_only_turn_case(); io.
[[nodiscard]] Result<PairRecording> begin_pair_recording(const RunOptions& options, std::string_view kind,
                                                         const std::function<void(std::string_view)>& step,
                                                         const SessionMachine& machine);

}  // namespace inference_pio
