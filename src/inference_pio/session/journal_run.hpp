// A run from its journal: one that is under way, or that ended before its results were written.
//
// Thread safety: free functions; reading while the run goes on is safe.
#pragma once

#include <cstddef>
#include <filesystem>
#include <inference_pio/record.hpp>
#include <inference_pio/result.hpp>
#include <optional>
#include <string>

namespace inference_pio {

struct JournalRun {
    Run run;                     // as far as it was measured; cases that it did not finish are `unstable` and say so
    bool ended = false;          // by itself; else it is under way or was killed
    std::size_t visits_done = 0;
    std::optional<std::string> unreached;  // what to say of cases without a visit if it does not go on; absent: none
};

// Whether the folder has a journal and no results yet.
[[nodiscard]] bool holds_only_a_journal(const std::filesystem::path& folder);

// Comparisons with a case's reference are not in it: the journal does not say what they are. Errors: not_found, io,
// malformed, naming the file.
[[nodiscard]] Result<JournalRun> read_journal_run(const std::filesystem::path& folder);

}  // namespace inference_pio
