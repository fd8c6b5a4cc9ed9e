// Content digests (XXH3, 128 bits): for caches and for telling checkpoints apart, not for security.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string>
#include <string_view>

namespace inference_pio {

// "xxh3:" and 32 hexadecimal digits.
[[nodiscard]] std::string digest_of(std::string_view bytes);

// Reads the whole file (some GB/s from the page cache). Errors: not_found, io.
[[nodiscard]] Result<std::string> digest_of_file(const std::filesystem::path& path);

}  // namespace inference_pio
