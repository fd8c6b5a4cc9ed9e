// How much the checkpoint cache may hold, and which files make room.
//
// Thread safety: free functions; callers hold the cache's lock while they remove (cache.cpp).
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <inference_pio/units.hpp>
#include <string_view>
#include <vector>

namespace inference_pio {

inline constexpr Bytes kDefaultCacheLimit = gibibytes(20);

// "1048576", "500MiB", "20GiB", "1.5 GB". Errors: invalid_argument.
[[nodiscard]] Result<Bytes> parse_byte_size(std::string_view text);

// PIO_CHECKPOINT_CACHE_LIMIT, else kDefaultCacheLimit. Errors: invalid_argument, naming the variable.
[[nodiscard]] Result<Bytes> read_cache_limit();

struct CachedFile {
    std::filesystem::path path;
    Bytes size;
    std::filesystem::file_time_type last_used;
    bool operator==(const CachedFile&) const = default;
};

// The checkpoints in `folder`, least recently used first; empty where the folder is not there.
[[nodiscard]] std::vector<CachedFile> list_cached_files(const std::filesystem::path& folder);

// Those of `files` (least recently used first) to remove so that `incoming` more bytes stay within
// `limit`; never `kept`. All of them where even that is not enough.
[[nodiscard]] std::vector<CachedFile> compute_evictions(const std::vector<CachedFile>& files,
                                                        const std::filesystem::path& kept, Bytes incoming, Bytes limit);

}  // namespace inference_pio
