#include "checkpoints/cache.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <system_error>

#include "checkpoints/cache_limit.hpp"
#include "checkpoints/checkpoint.hpp"
#include "checkpoints/checkpoint_folders.hpp"
#include "checkpoints/part_file.hpp"
#include "checkpoints/synthesis.hpp"
#include "common/file_lock.hpp"
#include "common/files.hpp"

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

void touch(const fs::path& file) {
    std::error_code ignored;  // a cache that cannot be written to can still be read
    fs::last_write_time(file, fs::file_time_type::clock::now(), ignored);
}

// A damaged file (a disk that lost its last writes) counts as none.
bool is_whole(const fs::path& file) {
    std::error_code ignored;
    return fs::is_regular_file(file, ignored) && inspect_checkpoint(file).has_value();
}

Result<void> make_room(const fs::path& kept, Bytes incoming, const ProgressLine& progress) {
    const auto limit = read_cache_limit();
    if (!limit) return fail(limit.error());
    for (const CachedFile& file : compute_evictions(list_cached_files(synthesized_folder()), kept, incoming, *limit)) {
        std::error_code error;
        fs::remove(file.path, error);
        if (progress && !error) {
            progress(fmt::format("the checkpoint cache is full: removed {}", file.path.filename().string()));
        }
    }
    return {};
}

}  // namespace

// "<model>[-projector]-<weight type>[-sparse_<percent>]-seed<N>-<digest>.gguf": people read the first ones, the digest
// tells apart.
fs::path synthesized_path(const SynthesisRequest& request) {
    const std::string zeros = request.sparsity_percent > 0 ? fmt::format("-sparse_{}", request.sparsity_percent) : "";
    return synthesized_folder() / fmt::format("{}{}-{}{}-seed{}-{}.gguf", request.card.name,
                                              request.part == CheckpointPart::projector ? "-projector" : "",
                                              to_string(request.weight_type), zeros, request.seed,
                                              short_digest(synthesis_digest(request)));
}

std::string short_digest(std::string digest) {
    digest.erase(0, digest.find(':') + 1);
    digest.resize(std::min<std::size_t>(digest.size(), 12));
    return digest;
}

Result<fs::path> ensure_cached(const CacheEntry& entry, const ProgressLine& progress) {
    const fs::path& file = entry.file;
    if (is_whole(file)) {
        touch(file);
        return file;
    }
    if (auto made = make_folders(file.parent_path()); !made) return fail(made.error());
    const auto lock = FileLock::acquire(file.parent_path() / ".lock", [&] {
        if (progress) progress("waiting for another process that fills the checkpoint cache");
    });
    if (!lock) return fail(lock.error());
    remove_dead_parts(file.parent_path());
    if (is_whole(file)) {  // the other process made it
        touch(file);
        return file;
    }
    const auto size = entry.compute_size();
    if (!size) return fail(size.error());
    if (auto room = make_room(file, *size, progress); !room) return fail(room.error());
    if (auto written = entry.make(file); !written) return fail(written.error());
    return file;
}

Result<fs::path> ensure_synthesized(const SynthesisRequest& request, const ProgressLine& progress) {
    return ensure_cached({synthesized_path(request), [&] { return compute_synthesized_size(request); },
                          [&](const fs::path& file) { return synthesize_checkpoint(request, file, progress); }},
                         progress);
}

CacheState read_checkpoint_cache() {
    CacheState state;
    state.folder = synthesized_folder();
    state.limit = read_cache_limit().value_or(kDefaultCacheLimit);
    for (const CachedFile& file : list_cached_files(state.folder)) {
        state.held = state.held + file.size;
        ++state.files;
    }
    return state;
}

}  // namespace inference_pio
