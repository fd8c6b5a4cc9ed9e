// Control groups: where this process is (/proc/self/cgroup), where they are mounted
// (/proc/self/mountinfo), and the limits that their files hold, for versions 1 and 2.
//
// Pure. Thread-safe.
#pragma once

#include <inference_pio/units.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace inference_pio {

struct CgroupMembership {
    std::vector<std::string> controllers;  // version 1: {"cpu", "cpuacct"}; version 2: empty
    std::string path;                      // "/user.slice/session-1.scope"
    bool operator==(const CgroupMembership&) const = default;
};

struct CgroupMount {
    int version = 2;
    std::vector<std::string> controllers;  // version 1; empty for version 2
    std::string root;                      // the group that is mounted: "/" or "/docker/<id>"
    std::string mount_point;               // "/sys/fs/cgroup/memory"
    bool operator==(const CgroupMount&) const = default;
};

// Text of /proc/<pid>/cgroup. Lines that are broken are passed over.
[[nodiscard]] std::vector<CgroupMembership> parse_cgroup_membership(std::string_view text);

// Text of /proc/<pid>/mountinfo: its cgroup and cgroup2 mounts. Lines that are broken are passed over.
[[nodiscard]] std::vector<CgroupMount> parse_cgroup_mounts(std::string_view text);

// Folders from the group of this process up to the root of the mount, innermost first:
// "/sys/fs/cgroup/a/b", "/sys/fs/cgroup/a", "/sys/fs/cgroup". A limit may stand on each.
[[nodiscard]] std::vector<std::string> cgroup_folders(const CgroupMount& mount, std::string_view group_path);

// Text of memory.max (2) or memory.limit_in_bytes (1). Nothing for "max", for version 1's huge number
// that means "no limit", and for what is no number.
[[nodiscard]] std::optional<Bytes> parse_memory_limit(std::string_view text);

// Text of cpu.max ("150000 100000" -> 1.5 processors). Nothing for "max …" and for what is no quota.
[[nodiscard]] std::optional<double> parse_cpu_max(std::string_view text);

// Texts of cpu.cfs_quota_us and cpu.cfs_period_us. Nothing for a quota of -1.
[[nodiscard]] std::optional<double> parse_cfs_quota(std::string_view quota, std::string_view period);

}  // namespace inference_pio
