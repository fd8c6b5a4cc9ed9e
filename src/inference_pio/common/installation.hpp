// An installation of piobench: where its parts lie below one folder, the prefix. Each place follows from where any
// other part lies, so the whole can be moved, or packed for another prefix.
//
//     <prefix>/bin/piobench
//     <prefix>/lib/libinference_pio.so
//     <prefix>/lib/inference-pio/{libexec,engine,benchmarks,models}/
//     <prefix>/include/inference_pio/, <prefix>/include/inference-pio/workloads/
//     <prefix>/share/inference-pio/{python,report,vocabularies}/
//
// `bin`, `lib`, `include` and `share` may have other names: those that the build was configured with
// (CMAKE_INSTALL_LIBDIR and its like).
//
// Thread safety: plain values and free functions that read the file system.
#pragma once

#include <filesystem>
#include <optional>
#include <vector>

namespace inference_pio {

struct Installation {
    std::filesystem::path prefix;

    [[nodiscard]] std::filesystem::path program() const;               // piobench
    [[nodiscard]] std::filesystem::path library() const;               // libinference_pio.so
    [[nodiscard]] std::filesystem::path private_folder() const;        // lib/inference-pio
    [[nodiscard]] std::filesystem::path data() const;                  // share/inference-pio
    [[nodiscard]] std::vector<std::filesystem::path> headers() const;  // what a compiler takes after -I
    bool operator==(const Installation&) const = default;
};

// The installation that `part`, its program or its library, belongs to. Nothing for a part of a build.
[[nodiscard]] std::optional<Installation> find_installation(const std::filesystem::path& part);

// The file of this very program, links resolved.
[[nodiscard]] std::filesystem::path running_program();

// The file of the library, or else the program, that this function was loaded from; links resolved.
[[nodiscard]] std::filesystem::path loaded_file_of(const void* function);

}  // namespace inference_pio
