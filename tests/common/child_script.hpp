// Shell scripts as children, for tests of child processes.
#pragma once

#include <gtest/gtest.h>
#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <sstream>
#include <string>
#include <thread>

#include "common/child_process.hpp"
#include "common/files.hpp"

namespace inference_pio {

// Long enough for any machine: reaching it is a failure.
inline constexpr Seconds kPatience{60};

inline LaunchSpec script(const std::string& text) {
    LaunchSpec spec;
    spec.argv = {"sh", "-c", text};
    return spec;
}

inline std::unique_ptr<ChildProcess> launch(const std::string& text, Cancellation* cancellation = nullptr) {
    LaunchSpec spec = script(text);
    spec.event_pipe = true;
    auto child = machine_launcher().launch(spec, cancellation);
    if (!child) {
        ADD_FAILURE() << child.error().message;
        return nullptr;
    }
    return *std::move(child);
}

inline std::string read_text(const std::filesystem::path& path) { return read_file(path).value_or(""); }

// A zombie that its new parent has not reaped yet has ended.
inline bool is_running(pid_t process) {
    const std::string stat = read_text("/proc/" + std::to_string(process) + "/stat");
    const std::size_t name_end = stat.rfind(')');
    return name_end != std::string::npos && stat.substr(name_end, 3) != ") Z";
}

inline bool ends(pid_t process) {
    for (int i = 0; i < 6000 && is_running(process); ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return !is_running(process);
}

}  // namespace inference_pio
