// How often the kernel killed for lack of memory: tells whether a SIGKILL that nobody sent was one.
//
// parse_ functions are pure. Thread-safe.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>

namespace inference_pio {

// The number after `oom_kill` in the text of /proc/vmstat, a cgroup's memory.events (version 2) or
// memory.oom_control (version 1); nothing where there is no such line.
[[nodiscard]] std::optional<std::uint64_t> parse_oom_kills(std::string_view text);

// The folder of a process's memory cgroup below the mount point of cgroups, from the text of
// /proc/<pid>/cgroup: "memory/a/b" for version 1, "a/b" for version 2; nothing where there is neither.
[[nodiscard]] std::optional<std::filesystem::path> parse_memory_cgroup(std::string_view text);

// Kills of the whole machine and of this process's memory cgroup, added up. A container often sees
// only one of the two. Zero where neither is visible: then no kill is ever blamed on memory.
[[nodiscard]] std::uint64_t read_oom_kills();

}  // namespace inference_pio
