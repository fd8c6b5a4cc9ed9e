#include <string_view>
#include <utility>

#include "common/container_parser.hpp"
#include "common/machine_profile.hpp"
#include "common/os_release_parser.hpp"
#include "common/virtualisation_parser.hpp"

namespace inference_pio {

namespace {

std::optional<std::string> read_if_there(const MachineFiles& files, std::string_view path) {
    Result<std::string> text = files.read(path);
    if (!text) return std::nullopt;
    return std::move(*text);
}

VirtualisationEvidence read_virtualisation_evidence(const MachineSources& sources, const KernelReports& reports) {
    const MachineFiles& files = sources.files;
    VirtualisationEvidence evidence;
    evidence.cpuid_vendor = sources.process.cpuid_vendor;
    evidence.sys_vendor = files.try_read_word("/sys/class/dmi/id/sys_vendor");
    evidence.product_name = files.try_read_word("/sys/class/dmi/id/product_name");
    evidence.bios_vendor = files.try_read_word("/sys/class/dmi/id/bios_vendor");
    evidence.xen_type = files.try_read_word("/sys/hypervisor/type");
    evidence.device_tree_hypervisor = files.try_read_word("/proc/device-tree/hypervisor/compatible");
    evidence.device_tree = files.exists("/proc/device-tree/compatible");
    evidence.kernel_version = read_if_there(files, "/proc/version").value_or("");
    const bool x86 = sources.process.architecture == "x86_64" || sources.process.architecture.ends_with("86");
    if (x86 && reports.cpuinfo) evidence.hypervisor_flag = reports.cpuinfo->hypervisor;
    return evidence;
}

ContainerEvidence read_container_evidence(const MachineSources& sources) {
    const MachineFiles& files = sources.files;
    ContainerEvidence evidence;
    evidence.dockerenv = files.exists("/.dockerenv");
    evidence.containerenv = files.exists("/run/.containerenv");
    evidence.kubernetes_secrets = files.exists("/run/secrets/kubernetes.io");
    evidence.container_variable = sources.process.container_variable;
    evidence.kubernetes_variable = sources.process.kubernetes_variable;
    evidence.systemd_container = files.try_read_word("/run/systemd/container");
    evidence.init_cgroup = read_if_there(files, "/proc/1/cgroup");
    evidence.own_cgroup = read_if_there(files, "/proc/self/cgroup");
    evidence.mountinfo = read_if_there(files, "/proc/self/mountinfo");
    return evidence;
}

}  // namespace

SystemSoftware read_system_software(const MachineSources& sources, const KernelReports& reports,
                                    std::vector<UnavailableFact>& unavailable) {
    SystemSoftware software;
    software.system = sources.process.system;
    software.kernel = sources.files.try_read_word("/proc/sys/kernel/osrelease").value_or(sources.process.kernel);

    Result<std::string> text = sources.files.read("/etc/os-release");
    if (!text) text = sources.files.read("/usr/lib/os-release");
    const OsRelease release = parse_os_release(text ? *text : "");
    software.distribution = release.name;
    software.family = release.family;
    software.virtualisation = parse_virtualisation(read_virtualisation_evidence(sources, reports));
    software.container = parse_container(read_container_evidence(sources));

    const std::string reason = text ? "os-release does not say" : "neither /etc/os-release nor /usr/lib/os-release";
    if (software.system.empty()) unavailable.push_back({"software.system", "uname does not say"});
    if (software.kernel.empty()) unavailable.push_back({"software.kernel", "neither /proc nor uname says"});
    if (software.distribution.empty()) unavailable.push_back({"software.distribution", reason});
    if (software.family.empty()) unavailable.push_back({"software.family", reason});
    if (software.virtualisation.empty()) {
        unavailable.push_back({"software.virtualisation",
                               "no hypervisor flag, firmware table or device tree on this machine to tell it"});
    }
    if (software.container.empty()) {
        unavailable.push_back({"software.container", "/proc/1/cgroup and /proc/self/cgroup cannot be read"});
    }
    return software;
}

}  // namespace inference_pio
