#include "common/cgroup_limits.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "common/cgroup_parser.hpp"

namespace inference_pio {

namespace {

template <class T>
void keep_smaller(std::optional<T>& smallest, const std::optional<T>& candidate) {
    if (candidate && (!smallest || *candidate < *smallest)) smallest = candidate;
}

bool holds(const std::vector<std::string>& controllers, std::string_view wanted) {
    return std::find(controllers.begin(), controllers.end(), wanted) != controllers.end();
}

// The usual places, for where mountinfo cannot be read.
std::vector<CgroupMount> usual_mounts() {
    return {{2, {}, "/", "/sys/fs/cgroup"},
            {1, {"memory"}, "/", "/sys/fs/cgroup/memory"},
            {1, {"cpu", "cpuacct"}, "/", "/sys/fs/cgroup/cpu"}};
}

void read_version_2(const MachineFiles& files, const std::string& folder, CgroupLimits& limits) {
    if (const auto text = files.try_read_word(folder + "/memory.max")) {
        keep_smaller(limits.memory, parse_memory_limit(*text));
    }
    if (const auto text = files.try_read_word(folder + "/cpu.max")) {
        keep_smaller(limits.processors, parse_cpu_max(*text));
    }
}

void read_version_1(const MachineFiles& files, const std::string& folder, const CgroupMount& mount,
                    CgroupLimits& limits) {
    if (holds(mount.controllers, "memory")) {
        if (const auto text = files.try_read_word(folder + "/memory.limit_in_bytes")) {
            keep_smaller(limits.memory, parse_memory_limit(*text));
        }
    }
    if (holds(mount.controllers, "cpu")) {
        const auto quota = files.try_read_word(folder + "/cpu.cfs_quota_us");
        const auto period = files.try_read_word(folder + "/cpu.cfs_period_us");
        if (quota && period) keep_smaller(limits.processors, parse_cfs_quota(*quota, *period));
    }
}

// Whether the membership line speaks of the hierarchy that is mounted there.
bool belongs(const CgroupMembership& membership, const CgroupMount& mount) {
    if (mount.version == 2) return membership.controllers.empty();
    return std::any_of(membership.controllers.begin(), membership.controllers.end(),
                       [&](const std::string& controller) { return holds(mount.controllers, controller); });
}

}  // namespace

Result<CgroupLimits> read_cgroup_limits(const MachineFiles& files) {
    const Result<std::string> membership_text = files.read("/proc/self/cgroup");
    if (!membership_text) return fail(membership_text.error());
    const Result<std::string> mount_text = files.read("/proc/self/mountinfo");
    const std::vector<CgroupMount> mounts = mount_text ? parse_cgroup_mounts(*mount_text) : usual_mounts();

    CgroupLimits limits;
    for (const CgroupMembership& membership : parse_cgroup_membership(*membership_text)) {
        for (const CgroupMount& mount : mounts) {
            if (!belongs(membership, mount)) continue;
            for (const std::string& folder : cgroup_folders(mount, membership.path)) {
                if (mount.version == 2) read_version_2(files, folder, limits);
                if (mount.version == 1) read_version_1(files, folder, mount, limits);
            }
        }
    }
    return limits;
}

}  // namespace inference_pio
