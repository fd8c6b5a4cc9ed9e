// Which kind of container, if any, this process lives in.
//
// Pure. Thread-safe.
#pragma once

#include <optional>
#include <string>

namespace inference_pio {

// Absent: the file or the variable is not there.
struct ContainerEvidence {
    bool dockerenv = false;                          // /.dockerenv exists
    bool containerenv = false;                       // /run/.containerenv exists
    bool kubernetes_secrets = false;                 // /run/secrets/kubernetes.io exists
    std::optional<std::string> container_variable;   // $container
    std::optional<std::string> kubernetes_variable;  // $KUBERNETES_SERVICE_HOST
    std::optional<std::string> systemd_container;    // /run/systemd/container
    std::optional<std::string> init_cgroup;          // /proc/1/cgroup
    std::optional<std::string> own_cgroup;           // /proc/self/cgroup
    std::optional<std::string> mountinfo;            // /proc/self/mountinfo
    bool operator==(const ContainerEvidence&) const = default;
};

// "none", "docker", "podman", "lxc", "kubernetes", "systemd-nspawn", …: the word of $container is kept
// as it is. Empty: nothing can tell.
[[nodiscard]] std::string parse_container(const ContainerEvidence& evidence);

}  // namespace inference_pio
