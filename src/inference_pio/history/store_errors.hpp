// What SQLite says went wrong, as an Error with a remedy.
//
// Pure. Thread-safe.
#pragma once

#include <filesystem>
#include <inference_pio/result.hpp>
#include <string_view>

namespace SQLite {
class Exception;
}

namespace inference_pio {

inline constexpr std::string_view kRebuildRemedy = "rebuild it from the plain files: piobench history rebuild";

// "cannot <action> <file>: <what SQLite says>", with the kind by SQLite's result code: malformed for a damaged file or
// one that is no database, io for a full disk or a file that may not be written, timed_out for one that others hold.
[[nodiscard]] Error store_error(const std::filesystem::path& file, std::string_view action,
                                const SQLite::Exception& exception);

}  // namespace inference_pio
