// Puts a store that was written anew into the place of the old one, with the tags and acceptances of that one.
//
// Thread safety: as run_pack.hpp's rebuild_store(), which uses this.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <vector>

namespace inference_pio {

// `fresh` is a closed store. Where the store at `place` is sound, its contents are exchanged in one transaction, so
// that others may have it open and go on; runs that they added in the meantime are kept. Where there is none, or a
// damaged one, `fresh` is moved there. `notes` gets what had to be left out: tags of runs that are not there any more,
// runs whose plain files are gone. Errors: io, timed_out; mismatch where the old store is of a newer version.
[[nodiscard]] Result<void> replace_store(const std::filesystem::path& fresh, const std::filesystem::path& place,
                                         std::vector<Error>& notes);

// The store's file with what SQLite keeps beside it. Errors: io.
[[nodiscard]] Result<void> remove_store(const std::filesystem::path& file);

}  // namespace inference_pio
