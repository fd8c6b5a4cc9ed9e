#include "common/installation.hpp"

#include <dlfcn.h>

#include <iterator>
#include <system_error>

namespace inference_pio {
namespace {

namespace fs = std::filesystem;

constexpr const char* kPrivate = "inference-pio";

// <prefix>/lib/x86_64-linux-gnu without lib/x86_64-linux-gnu; nothing where it does not end so.
std::optional<fs::path> without_end(fs::path folder, const fs::path& end) {
    for (auto part = end.end(); part != end.begin(); folder = folder.parent_path()) {
        if (folder.filename() != *--part) return std::nullopt;
    }
    return folder;
}

fs::path canonical_or_same(const fs::path& path) {
    std::error_code error;
    fs::path real = fs::canonical(path, error);
    return error ? path : real;
}

}  // namespace

fs::path Installation::program() const { return prefix / PIO_INSTALL_BINDIR / "piobench"; }

fs::path Installation::library() const { return prefix / PIO_INSTALL_LIBDIR / "libinference_pio.so"; }

fs::path Installation::private_folder() const { return prefix / PIO_INSTALL_LIBDIR / kPrivate; }

fs::path Installation::data() const { return prefix / PIO_INSTALL_DATADIR / kPrivate; }

std::vector<fs::path> Installation::headers() const {
    const fs::path folder = prefix / PIO_INSTALL_INCLUDEDIR;
    return {folder, folder / kPrivate};
}

std::optional<Installation> find_installation(const fs::path& part) {
    for (const char* folder : {PIO_INSTALL_BINDIR, PIO_INSTALL_LIBDIR}) {
        const auto prefix = without_end(part.parent_path(), folder);
        if (!prefix) continue;
        const Installation found{*prefix};
        std::error_code error;
        // A build has lib/ too, but not this.
        if (fs::is_directory(found.private_folder() / "libexec", error)) return found;
    }
    return std::nullopt;
}

fs::path running_program() { return canonical_or_same("/proc/self/exe"); }

fs::path loaded_file_of(const void* function) {
    Dl_info info{};
    if (::dladdr(function, &info) == 0 || info.dli_fname == nullptr) return running_program();
    return canonical_or_same(info.dli_fname);
}

}  // namespace inference_pio
