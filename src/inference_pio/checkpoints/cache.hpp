// The cache of checkpoints that we made, synthesized or rewritten: how files get in, and how much it holds.
// (Checkpoints that the user fetched lie elsewhere and do not count.)
//
// Thread safety: free functions; processes that fill the cache exclude each other. What was read is a snapshot.
#pragma once

#include <filesystem>
#include <functional>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <string>

#include "checkpoints/synthesis.hpp"

namespace inference_pio {

struct CacheEntry {
    std::filesystem::path file;                                      // in synthesized_folder()
    std::function<Result<Bytes>()> compute_size;                     // at most so many, so that others make room
    std::function<Result<void>(const std::filesystem::path&)> make;  // writes aside and renames
};

// The file, made where it is not there or not whole. The least recently used ones make room where the cache would
// grow over its limit. Errors: those of the two functions; invalid_argument, for a limit that is no size; io.
[[nodiscard]] Result<std::filesystem::path> ensure_cached(const CacheEntry& entry, const ProgressLine& progress);

// Of a digest ("xxh3:…") as much as stands in a file's name: 12 digits. Pure.
[[nodiscard]] std::string short_digest(std::string digest);

struct CacheState {
    std::filesystem::path folder;
    Bytes held;
    Bytes limit;
    std::size_t files = 0;
};

// The default limit, where PIO_CHECKPOINT_CACHE_LIMIT is no size (ensure_synthesized() refuses that one).
[[nodiscard]] CacheState read_checkpoint_cache();

}  // namespace inference_pio
