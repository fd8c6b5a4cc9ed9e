// The text of /etc/os-release.
//
// Pure. Thread-safe.
#pragma once

#include <string>
#include <string_view>

namespace inference_pio {

struct OsRelease {
    std::string name;    // "Debian GNU/Linux 12 (bookworm)"; empty: not said
    std::string family;  // "debian" for Debian and Ubuntu, "fedora" for Rocky Linux; empty: not said
    bool operator==(const OsRelease&) const = default;
};

// Total: shell-like quoting is undone, lines that are no assignment are passed over.
[[nodiscard]] OsRelease parse_os_release(std::string_view text);

}  // namespace inference_pio
